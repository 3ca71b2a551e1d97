using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.MetaWorld.Tasks;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// One Meta-World task as an environment with Gymnasium's contract: <see cref="Reset"/> begins an episode,
/// <see cref="Step"/> takes an action and gives observation, reward and whether the horizon is reached. Episodes never
/// terminate; success is a figure of each step. Results depend on goal and actions alone, never on earlier episodes.
/// Not safe for several threads at once. Nothing here allocates on the managed heap after <see cref="Create"/>.
/// </summary>
/// <remarks>
/// An observation is 39 numbers: hand position (3, metres), gripper opening (1, in [0, 1]) and position and quaternion of
/// up to two objects (14, zero-padded), now and one step ago, then the goal (3).
/// </remarks>
public sealed class MetaWorldEnvironment : IDisposable
{
    /// <summary>Numbers in an observation.</summary>
    public const int ObservationSize = 39;

    /// <summary>Numbers in an action, each meant for [-1, 1]: three move the hand, one closes the gripper.</summary>
    public const int ActionSize = 4;

    private const int FrameSize = 18;
    private const int HandStartSteps = 50;

    private static readonly int HeaderSize = Unsafe.SizeOf<EpisodeHeader>();
    private static readonly Box HandRange = new(new Point(-0.525, 0.348, -0.0525), new Point(0.525, 1.025, 0.7));

    private readonly EnvironmentSettings _settings;
    private readonly TaskDefinition _definition;
    private readonly Model _model;
    private readonly Simulation _simulation;
    private readonly SawyerArm _arm;
    private readonly ManipulationTask _task;
    private readonly IRewardV1? _rewardV1;
    private readonly ResetCache _resets;
    private readonly int _goalSite;
    private readonly double[] _goal;
    private readonly double[] _previousFrame = new double[FrameSize];
    private int _steps;
    private bool _begun;

    private MetaWorldEnvironment(EnvironmentSettings settings, TaskDefinition definition, Model model)
    {
        _settings = settings;
        _definition = definition;
        _model = model;
        _simulation = new Simulation(model);
        _arm = new SawyerArm(_simulation);
        _task = definition.Create(_simulation, _arm);
        _goalSite = definition.GoalSite is { } site ? model.Site(site) : -1;
        _rewardV1 = settings.Reward == RewardVersion.V1
            ? _task as IRewardV1 ?? throw new MetaWorldException($"{Task} has no reward of version 1")
            : null;
        _goal = new double[definition.VectorLow.Length];
        _resets = new ResetCache(GoalSize, StateSize, ObservationSize);
    }

    /// <summary>Full name of the task.</summary>
    public string Task => _definition.Name;

    /// <summary>Length of the task's random vector, which lays out an episode; 3 or 6.</summary>
    public int GoalSize => _goal.Length;

    /// <summary>Steps taken in this episode.</summary>
    public int StepCount => _steps;

    /// <summary>The physics underneath, for rendering and measurements; not to be changed.</summary>
    public Simulation Simulation => _simulation;

    /// <summary>Bytes of a saved state.</summary>
    public int StateSize => HeaderSize + (GoalSize + FrameSize) * sizeof(double) + _simulation.StateSize;

    /// <summary>Makes an environment; it must be reset before its first step.</summary>
    /// <exception cref="MetaWorldException">The task is not known, or its scene is missing.</exception>
    /// <exception cref="MuJoCoException">MuJoCo refuses the scene.</exception>
    public static MetaWorldEnvironment Create(EnvironmentSettings settings, MuJoCoLibrary library)
    {
        if (settings.Horizon < 1) throw new MetaWorldException($"a horizon of {settings.Horizon} steps is too short; 1 is the least");
        var definition = TaskCatalog.Find(settings.Task);
        var model = Model.Load(library, SceneFiles.Find(definition, settings.AssetsDirectory));
        try
        {
            return new MetaWorldEnvironment(settings, definition, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Begins an episode.</summary>
    /// <param name="randVec">The goal's random vector, <see cref="GoalSize"/> numbers.</param>
    /// <param name="observation">Receives the first observation, 39 numbers.</param>
    /// <exception cref="PhysicsException">The scene is unstable from the start; the message names task and goal.</exception>
    public void Reset(ReadOnlySpan<double> randVec, Span<double> observation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(randVec.Length, GoalSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(observation.Length, ObservationSize);
        int entry = _resets.Find(randVec);
        if (entry < 0)
        {
            ResetBySimulation(randVec, observation);
            entry = _resets.Add(randVec);
            observation.CopyTo(_resets.Observation(entry));
            SaveState(_resets.State(entry));
        }

        // A first reset takes the same way as a later one, so that nothing can tell them apart.
        RestoreState(_resets.State(entry));
        _resets.Observation(entry).CopyTo(observation);
    }

    /// <summary>Takes one step.</summary>
    /// <param name="action">Four numbers; the hand's three are cut to [-1, 1].</param>
    /// <param name="observation">Receives 39 numbers.</param>
    /// <exception cref="InvalidOperationException">No episode is under way.</exception>
    /// <exception cref="PhysicsException">
    /// Action or state hold a NaN or huge number; the message names task, goal and step, and the episode is over.
    /// </exception>
    public StepResult Step(ReadOnlySpan<float> action, Span<double> observation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(action.Length, ActionSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(observation.Length, ObservationSize);
        if (!_begun || _steps >= _settings.Horizon) throw new InvalidOperationException($"{Task}: no episode is under way; reset first");
        Span<double> wide = stackalloc double[ActionSize];
        for (int i = 0; i < ActionSize; i++)
        {
            wide[i] = float.IsFinite(action[i]) ? action[i] : throw Failure($"number {i} of the action is {action[i]}");
        }

        try
        {
            _arm.Act(wide, _definition.Reach);
            _simulation.Forward();
        }
        catch (PhysicsException error)
        {
            throw Failure(error);
        }

        _steps++;
        WriteObservation(observation);
        CutToRange(observation);
        var info = _rewardV1 is null ? _task.Evaluate(observation, wide) : _rewardV1.EvaluateV1(observation, wide);
        return new StepResult(info.UnscaledReward, _steps == _settings.Horizon, info);
    }

    /// <summary>The scripted policy's answer to an observation, not cut to [-1, 1].</summary>
    public void ScriptedAction(ReadOnlySpan<double> observation, Span<double> action)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(observation.Length, ObservationSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(action.Length, ActionSize);
        var view = SceneView.Of(observation);
        _definition.Policy.Decide(view).WriteTo(action, view.Hand);
    }

    /// <summary>
    /// Saves the episode as it stands, <see cref="StateSize"/> bytes. Restored here or in another environment of the same
    /// task, scene and MuJoCo, the same actions give the same bits.
    /// </summary>
    public void SaveState(Span<byte> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateSize);
        var header = new EpisodeHeader(_steps, _begun ? 1 : 0, _task.Start);
        MemoryMarshal.Write(state, header);
        state = state[HeaderSize..];
        MemoryMarshal.AsBytes(_goal.AsSpan()).CopyTo(state);
        state = state[(GoalSize * sizeof(double))..];
        MemoryMarshal.AsBytes(_previousFrame.AsSpan()).CopyTo(state);
        _simulation.SaveState(state[(FrameSize * sizeof(double))..]);
    }

    /// <summary>Continues a saved episode.</summary>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateSize);
        var header = MemoryMarshal.Read<EpisodeHeader>(state);
        state = state[HeaderSize..];
        state[..(GoalSize * sizeof(double))].CopyTo(MemoryMarshal.AsBytes(_goal.AsSpan()));
        state = state[(GoalSize * sizeof(double))..];
        state[..(FrameSize * sizeof(double))].CopyTo(MemoryMarshal.AsBytes(_previousFrame.AsSpan()));
        _steps = header.Steps;
        _begun = header.Begun != 0;
        _task.Start = header.Start;
        _task.Arrange(_goal);
        ShowGoal();
        _simulation.RestoreState(state[(FrameSize * sizeof(double))..]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _simulation.Dispose();
        _model.Dispose();
    }

    private void ResetBySimulation(ReadOnlySpan<double> goal, Span<double> observation)
    {
        goal.CopyTo(_goal);
        _steps = 0;
        _begun = false;
        _task.Start = default;
        _simulation.Reset();
        try
        {
            // The benchmark resets twice in a row, so its hand comes to rest in a scene arranged already.
            _task.Arrange(_goal);
            for (int i = 0; i < HandStartSteps; i++) _arm.HoldOpenAt(_definition.HandStart);
            _task.Start.Fingers = _arm.FingerCentre;
            _task.Begin(_goal);
        }
        catch (PhysicsException error)
        {
            throw Failure(error);
        }

        ShowGoal();
        // Some tasks move parts without deriving anew: as in the benchmark, the first observation shows them later.
        WriteObservation(observation);
        observation[..FrameSize].CopyTo(observation[FrameSize..]);
        _begun = true;
    }

    private void ShowGoal()
    {
        if (_goalSite >= 0) _task.Start.Target.CopyTo(_model.SitePosition(_goalSite));
    }

    private void WriteObservation(Span<double> observation)
    {
        var frame = observation[..FrameSize];
        frame.Clear();
        _arm.Hand.CopyTo(frame);
        frame[3] = _arm.Opening;
        _task.ObserveObjects(frame[4..]);
        _previousFrame.CopyTo(observation[FrameSize..]);
        (_settings.GoalObserved ? _task.Start.Target : default).CopyTo(observation[(2 * FrameSize)..]);
        frame.CopyTo(_previousFrame);
    }

    private void CutToRange(Span<double> observation)
    {
        HandRange.Clip(Point.From(observation)).CopyTo(observation);
        var before = observation[FrameSize..];
        HandRange.Clip(Point.From(before)).CopyTo(before);
        if (!_settings.GoalObserved) return;
        var goal = observation[(2 * FrameSize)..];
        _definition.GoalRange.Clip(Point.From(goal)).CopyTo(goal);
    }

    private PhysicsException Failure(PhysicsException error)
    {
        _begun = false;
        return new PhysicsException(Where() + error.Message, error);
    }

    private PhysicsException Failure(string what)
    {
        _begun = false;
        return new PhysicsException(Where() + what, PhysicsWarning.BadControl);
    }

    private string Where() => $"{Task}, goal ({string.Join(", ", _goal)}), step {_steps}: ";

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct EpisodeHeader(int Steps, int Begun, EpisodeStart Start);
}
