using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.MetaWorld.Tasks;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// One Meta-World task as an environment with Gymnasium's contract: a reset begins an episode, <see cref="Step"/> takes an
/// action and gives observation, reward, terminated, truncated and info. There is no auto-reset: a step beyond the end of
/// an episode is refused. What follows a reset depends on its goal and the actions alone, never on earlier episodes.
/// Not safe for several threads at once. Steps and resets allocate nothing on the managed heap.
/// </summary>
/// <remarks>
/// An observation is 39 numbers: hand position (3, metres), gripper opening (1, in [0, 1]) and position and quaternion of
/// up to two objects (14, zero-padded), now and one step ago, then the goal (3).
/// </remarks>
public sealed class MetaWorldEnvironment : ITaskEnvironment
{
    /// <summary>Numbers in an observation.</summary>
    public const int ObservationSize = 39;

    /// <summary>Numbers in an action, each meant for [-1, 1]: three move the hand, one closes the gripper.</summary>
    public const int ActionSize = 4;

    private static readonly int HeaderSize = Unsafe.SizeOf<EpisodeHeader>();

    private readonly EnvironmentSettings _settings;
    private readonly TaskDefinition _definition;
    private readonly Model _model;
    private readonly Simulation _simulation;
    private readonly SawyerArm _arm;
    private readonly ManipulationTask _task;
    private readonly IRewardV1? _rewardV1;
    private readonly ObservationFrames _frames;
    private readonly HandStart _handStart;
    private readonly ResetCache _resets;
    private readonly int _goalSite;
    private readonly double[] _goal;
    private EpisodeGoals? _goals;
    private long _episodes;
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
        _rewardV1 = settings.Reward == RewardVersion.V1
            ? _task as IRewardV1 ?? throw new MetaWorldException($"{Task} has no reward of version 1")
            : null;
        _frames = new ObservationFrames(_arm, _task, settings.GoalObserved, definition.GoalRange);
        _handStart = new HandStart(_simulation, _arm, definition.HandStart, _task.Arranges);
        _goalSite = definition.GoalSite is { } site ? model.Site(site) : -1;
        _goal = new double[definition.VectorLow.Length];
        _resets = new ResetCache(GoalSize, StateSize, ObservationSize);
    }

    /// <summary>Actions: four numbers in [-1, 1].</summary>
    public static BoxSpace ActionSpace { get; } = new([-1, -1, -1, -1], [1, 1, 1, 1]);

    /// <summary>What observations after a step are cut to. The first one of an episode is not cut, as in the benchmark.</summary>
    public BoxSpace ObservationSpace => _frames.Space;

    /// <summary>Full name of the task.</summary>
    public string Task => _definition.Name;

    /// <summary>Length of the task's random vector, which lays out an episode; 3 or 6 in the benchmark.</summary>
    public int GoalSize => _goal.Length;

    /// <summary>The random vector of this episode's goal.</summary>
    public ReadOnlySpan<double> Goal => _goal;

    /// <summary>Steps taken in this episode.</summary>
    public int StepCount => _steps;

    /// <summary>The physics underneath, for rendering and measurements; not to be changed.</summary>
    public Simulation Simulation => _simulation;

    /// <summary>Bytes of a saved state.</summary>
    public int StateSize => HeaderSize + (GoalSize + ObservationFrames.FrameSize) * sizeof(double) + _simulation.StateSize;

    /// <summary>Makes an environment; it must be reset before its first step.</summary>
    /// <exception cref="MetaWorldException">The task is not known, or its scene is missing, or a setting is out of range.</exception>
    /// <exception cref="MuJoCoException">MuJoCo refuses the scene.</exception>
    public static MetaWorldEnvironment Create(EnvironmentSettings settings, MuJoCoLibrary library)
    {
        if (settings.Horizon < 1) throw new MetaWorldException($"a horizon of {settings.Horizon} steps is too short; 1 is the least");
        if (settings.Goals < 1) throw new MetaWorldException($"{settings.Goals} goals are too few; 1 is the least");
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

    /// <summary>Begins the next episode, with a goal that the settings choose.</summary>
    /// <param name="observation">Receives the first observation, 39 numbers.</param>
    /// <exception cref="BrokenEpisodeException">The scene is unstable from the start.</exception>
    public void Reset(Span<double> observation)
    {
        _goals ??= GoalsOf(_settings.Seed);
        Span<double> goal = stackalloc double[GoalSize];
        _goals.Draw((ulong)_episodes, goal);
        Reset(goal, observation);
        _episodes++;
    }

    /// <summary>Begins the first episode of a seed; later resets without one go on from it. This one allocates.</summary>
    /// <param name="seed">Seed of the goals.</param>
    /// <param name="observation">Receives the first observation, 39 numbers.</param>
    /// <exception cref="BrokenEpisodeException">The scene is unstable from the start.</exception>
    public void Reset(uint seed, Span<double> observation)
    {
        _goals = GoalsOf(seed);
        _episodes = 0;
        Reset(observation);
    }

    /// <summary>Begins an episode with a given goal.</summary>
    /// <param name="goal">The goal's random vector, <see cref="GoalSize"/> numbers.</param>
    /// <param name="observation">Receives the first observation, 39 numbers.</param>
    /// <exception cref="BrokenEpisodeException">The scene is unstable from the start.</exception>
    public void Reset(ReadOnlySpan<double> goal, Span<double> observation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(goal.Length, GoalSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(observation.Length, ObservationSize);
        foreach (double number in goal)
            if (!double.IsFinite(number)) throw new ArgumentException($"{Task}: {number} in a goal's random vector is no number");
        int entry = _resets.Find(goal);
        try
        {
            if (entry < 0)
            {
                ResetBySimulation(goal, observation);
                entry = _resets.Add(goal);
                observation.CopyTo(_resets.Observation(entry));
                SaveState(_resets.State(entry));
            }

            // A first reset takes the same way as a later one, so that nothing can tell them apart.
            RestoreEpisode(_resets.State(entry));
        }
        catch (PhysicsException error)
        {
            _begun = false;
            throw new BrokenEpisodeException(Task, goal, 0, [], error);
        }

        _resets.Observation(entry).CopyTo(observation);
    }

    /// <summary>Takes one step.</summary>
    /// <param name="action">Four numbers; the hand's three are cut to [-1, 1].</param>
    /// <param name="observation">Receives 39 numbers.</param>
    /// <exception cref="InvalidOperationException">No episode is under way.</exception>
    /// <exception cref="BrokenEpisodeException">Action or physics hold a NaN or huge number, or MuJoCo failed; the episode is over.</exception>
    public StepResult Step(ReadOnlySpan<float> action, Span<double> observation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(action.Length, ActionSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(observation.Length, ObservationSize);
        if (!_begun) throw new InvalidOperationException($"{Task}: no episode is under way; reset first");
        _steps++;
        Span<double> wide = stackalloc double[ActionSize];
        try
        {
            for (int i = 0; i < ActionSize; i++)
            {
                wide[i] = float.IsFinite(action[i])
                    ? action[i]
                    : throw new PhysicsException($"number {i} of the action is {action[i]}", PhysicsWarning.BadControl);
            }

            _arm.Act(wide, _definition.Reach);
            _simulation.Forward();
        }
        catch (PhysicsException error)
        {
            _begun = false;
            throw new BrokenEpisodeException(Task, _goal, _steps, action, error);
        }

        _frames.WriteStep(observation);
        var info = Evaluate(observation, wide);
        var result = new StepResult(
            info.UnscaledReward, _settings.TerminateOnSuccess && info.Success, _steps == _settings.Horizon, info);
        _begun = !result.Over;
        return result;
    }

    /// <summary>The reward of a step that led to an observation, with all that belongs to it; steps have it in their results.</summary>
    /// <param name="observation">What was observed after the step, 39 numbers.</param>
    /// <param name="action">What was done, four numbers.</param>
    public StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        _rewardV1 is null ? _task.Evaluate(observation, action) : _rewardV1.EvaluateV1(observation, action);

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
    /// task, scene and MuJoCo, the same actions give the same bits. The goals of later episodes go on where this
    /// environment's were; the seed is not part of it.
    /// </summary>
    public void SaveState(Span<byte> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateSize);
        var header = new EpisodeHeader(_steps, _begun ? 1 : 0, _episodes, _task.Start);
        MemoryMarshal.Write(state, header);
        state = state[HeaderSize..];
        MemoryMarshal.AsBytes(_goal.AsSpan()).CopyTo(state);
        state = state[(GoalSize * sizeof(double))..];
        MemoryMarshal.AsBytes(_frames.Before).CopyTo(state);
        _simulation.SaveState(state[(ObservationFrames.FrameSize * sizeof(double))..]);
    }

    /// <summary>Continues a saved episode.</summary>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        RestoreEpisode(state);
        _episodes = MemoryMarshal.Read<EpisodeHeader>(state).Episodes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _simulation.Dispose();
        _model.Dispose();
    }

    private void RestoreEpisode(ReadOnlySpan<byte> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateSize);
        var header = MemoryMarshal.Read<EpisodeHeader>(state);
        state = state[HeaderSize..];
        state[..(GoalSize * sizeof(double))].CopyTo(MemoryMarshal.AsBytes(_goal.AsSpan()));
        state = state[(GoalSize * sizeof(double))..];
        state[..(ObservationFrames.FrameSize * sizeof(double))].CopyTo(MemoryMarshal.AsBytes(_frames.Before));
        _steps = header.Steps;
        _begun = header.Begun != 0;
        _task.Start = header.Start;
        _task.Arrange(_goal);
        ShowGoal();
        _simulation.RestoreState(state[(ObservationFrames.FrameSize * sizeof(double))..]);
    }

    private void ResetBySimulation(ReadOnlySpan<double> goal, Span<double> observation)
    {
        goal.CopyTo(_goal);
        _steps = 0;
        _begun = false;
        _task.Start = default;
        // The benchmark resets twice in a row, so its hand comes to rest in a scene arranged already.
        _task.Arrange(_goal);
        _handStart.Take();
        _task.Start.Fingers = _arm.FingerCentre;
        _task.Begin(_goal);
        ShowGoal();
        // Some tasks move parts without deriving anew: as in the benchmark, the first observation shows them later.
        _frames.WriteFirst(observation);
        _begun = true;
    }

    /// <summary>Takes the goals of later episodes from elsewhere than the settings.</summary>
    internal void TakeGoals(EpisodeGoals goals) => _goals = goals;

    private EpisodeGoals GoalsOf(uint seed)
    {
        var random = new CounterRandom(seed, 0);
        return _settings.Goals is { } count
            ? EpisodeGoals.Fixed(GoalTable.Create([Task], seed, count), 0, random)
            : EpisodeGoals.Fresh(Task, random);
    }

    private void ShowGoal()
    {
        if (_goalSite >= 0) _task.Start.Target.CopyTo(_model.SitePosition(_goalSite));
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct EpisodeHeader(int Steps, int Begun, long Episodes, EpisodeStart Start);
}
