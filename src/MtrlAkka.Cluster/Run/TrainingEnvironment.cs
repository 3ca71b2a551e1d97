using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// One environment of the training: steps, begins a new episode with a goal of its own as soon as one ends (same-step
/// auto-reset, as Gymnasium calls it), and counts broken simulations up to its quarantine.
/// </summary>
public sealed class TrainingEnvironment : IDisposable
{
    private readonly RunContext _run;
    private readonly int _index;
    private readonly ITaskEnvironment _environment;
    private readonly EpisodeGoals _goals;
    private readonly double[] _goal;
    private readonly double[] _exact = new double[MetaWorldEnvironment.ObservationSize];
    private readonly ReturnTracker? _returns;
    private long _rows;
    private long _episode;
    private int _length;
    private double _return;
    private bool _success;
    private int _failures;

    /// <summary>Creates the simulation and begins its first episode.</summary>
    /// <param name="run">The run.</param>
    /// <param name="index">Index of the environment in the run.</param>
    public TrainingEnvironment(RunContext run, int index)
    {
        (_run, _index) = (run, index);
        int task = run.Settings.TaskOf(index);
        _environment = run.CreateTrainingEnvironment(task);
        _goals = run.GoalsOf(task, RandomStreams.Goal(run.Settings.Seed, index));
        _goal = new double[_environment.GoalSize];
        if (run.Sac.ReturnLimit is not null) _returns = new ReturnTracker(run.Sac.Gamma, run.Settings.Environments.Horizon);
        Observation = Begin();
    }

    /// <summary>What the next action answers, float32 [39]; a new array after each step.</summary>
    public float[] Observation { get; private set; }

    /// <summary>Whether it broke more often than the run allows; it makes no more steps.</summary>
    public bool Quarantined => _failures > _run.Settings.Environments.FailuresAllowed;

    /// <summary>It makes no more steps, and what it saves from now on says so.</summary>
    public void Quarantine() => _failures = Math.Max(_failures, _run.Settings.Environments.FailuresAllowed + 1);

    /// <summary>The discounted returns of its episodes so far; unknown where the learner does not normalise rewards by them.</summary>
    public ReturnRange Returns => _returns?.Range ?? ReturnRange.Unknown;

    /// <summary>Why the physics broke in the last step, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Makes one step.</summary>
    /// <param name="action">What to do.</param>
    /// <returns>The transition, null where the physics broke or the environment is in quarantine, and the episode that ended, if one did.</returns>
    public (Transition? Transition, EpisodeEnd? Episode) Step(EnvironmentAction action)
    {
        Failure = null;
        if (Quarantined) return (null, null);
        action = InjectedFaults.Poisoned(_index, _rows, _failures, action);
        StepResult result;
        try
        {
            Span<float> values = [action.X, action.Y, action.Z, action.Gripper];
            result = _environment.Step(values, _exact);
        }
        catch (BrokenEpisodeException error)
        {
            // What the broken step computed must reach nobody: the episode ends without a last transition.
            Failed(error);
            Observation = Begin();
            return (null, null);
        }

        float[] next = Narrow(_exact);
        var transition = new Transition(_rows++, Observation, action, (float)result.Reward, next, Terminated: false);
        _returns?.Step(transition.Reward, transition.Terminated, result.Truncated);
        _length++;
        _return += result.Reward;
        _success |= result.Info.Success;
        Observation = next;
        if (!result.Truncated) return (transition, null);
        var ended = new EpisodeEnd(_length, _return, _success);
        _episode++;
        Observation = Begin();
        return (transition, ended);
    }

    /// <summary>Everything that decides the environment's future.</summary>
    public byte[] Save()
    {
        byte[] physics = new byte[_environment.StateSize];
        _environment.SaveState(physics);
        var state = new EncodedState()
            .Add("episode", _episode)
            .Add("failures", _failures)
            .Add("length", _length)
            .Add("observation", (ReadOnlySpan<float>)Observation)
            .Add("physics", (ReadOnlySpan<byte>)physics)
            .Add("return", _return)
            .Add("rows", _rows)
            .Add("success", (byte)(_success ? 1 : 0));
        if (_returns?.Save() is { } returns) state.Add("return-range", returns.Range).Add("open-rewards", returns.OpenRewards.AsSpan());
        return state.ToBytes();
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    /// <exception cref="InvalidDataException">The bytes are of something else.</exception>
    public void Restore(byte[] bytes)
    {
        var state = EncodedState.Parse(bytes);
        var physics = state.Get<byte>("physics");
        if (physics.Length != _environment.StateSize)
            throw new InvalidDataException($"the saved state of an environment of {_environment.Task} has {physics.Length} bytes, not {_environment.StateSize}: it is of another version of this program");
        _environment.RestoreState(physics);
        Observation = state.Get<float>("observation").ToArray();
        _episode = state.GetOne<long>("episode");
        _failures = state.GetOne<int>("failures");
        _length = state.GetOne<int>("length");
        _return = state.GetOne<double>("return");
        _rows = state.GetOne<long>("rows");
        _success = state.GetOne<byte>("success") != 0;
        if (_returns is null) return;
        if (!state.Names.Contains("return-range"))
            throw new InvalidDataException("the saved environments know nothing of returns: the run began without learner.return-normalisation, so leave it off or begin a new run");
        _returns.Load(new ReturnTrackerState(state.GetOne<ReturnRange>("return-range"), [.. state.Get<float>("open-rewards")]));
    }

    /// <inheritdoc/>
    public void Dispose() => _environment.Dispose();

    private void Failed(BrokenEpisodeException error)
    {
        Failure = error.Message;
        _failures++;
        _episode++;
        // Nobody knows what it would have returned.
        _returns?.Abandon();
    }

    private float[] Begin()
    {
        (_length, _return, _success) = (0, 0, false);
        while (!Quarantined)
        {
            try
            {
                _goals.Draw((ulong)_episode, _goal);
                _environment.Reset(_goal, _exact);
                break;
            }
            catch (BrokenEpisodeException error)
            {
                Failed(error);
            }
        }

        return Narrow(_exact);
    }

    private static float[] Narrow(double[] exact) => Array.ConvertAll(exact, static x => (float)x);
}
