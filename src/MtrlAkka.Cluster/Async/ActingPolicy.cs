using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Async;

/// <summary>
/// Chooses actions for whichever environments have their turn, in one batched forward: uniform in the warm start, then sampled from
/// the newest weights. The noise of a row is a function of the run's seed, the environment and the row's number.
/// </summary>
public sealed class ActingPolicy : IDisposable
{
    private const int Size = MetaWorldEnvironment.ObservationSize;
    private const int Actions = MetaWorldEnvironment.ActionSize;
    private readonly RunContext _run;
    private readonly PolicyNetwork _network;
    private readonly float[] _observed;
    private readonly float[] _observations;
    private readonly float[] _noise;
    private readonly float[] _values;
    private readonly int[] _tasks;
    private readonly EnvironmentAction[] _actions;

    /// <summary>A policy that has no weights yet.</summary>
    public ActingPolicy(RunContext run)
    {
        _run = run;
        _network = new PolicyNetwork(run.Sac);
        int environments = run.Settings.EnvironmentCount;
        (_observed, _observations) = (new float[environments * Size], new float[environments * Size]);
        (_noise, _values) = (new float[environments * Actions], new float[environments * Actions]);
        (_tasks, _actions) = (new int[environments], new EnvironmentAction[environments]);
    }

    /// <summary>Updates in its weights; -1 before the first.</summary>
    public long Version => _network.Version;

    /// <summary>Takes weights.</summary>
    public void Load(PolicyWeights weights) => _network.Load(weights);

    /// <summary>What an environment observes now, [39].</summary>
    public void Observe(int environment, float[] observation) => observation.CopyTo(_observed, environment * Size);

    /// <summary>The actions of environments, in the order of their turns.</summary>
    /// <param name="turns">The environments, each once.</param>
    public ReadOnlySpan<EnvironmentAction> Act(IReadOnlyList<EnvironmentTurn> turns)
    {
        uint seed = _run.Settings.Seed;
        int rows = 0;
        foreach (var turn in turns)
        {
            if (turn.WarmStart) continue;
            int environment = turn.Environment.Environment;
            _observed.AsSpan(environment * Size, Size).CopyTo(_observations.AsSpan(rows * Size));
            RandomStreams.Exploration(seed, environment).Normal(_noise.AsSpan(rows * Actions, Actions), (ulong)turn.Number);
            _tasks[rows++] = _run.Settings.TaskOf(environment);
        }

        if (rows > 0) _network.Act(_observations.AsSpan(0, rows * Size), _tasks.AsSpan(0, rows), _noise.AsSpan(0, rows * Actions), _values.AsSpan(0, rows * Actions));
        Span<float> uniform = stackalloc float[Actions];
        int row = 0;
        for (int i = 0; i < turns.Count; i++)
        {
            ReadOnlySpan<float> values = uniform;
            if (turns[i].WarmStart) RandomStreams.WarmStart(seed, turns[i].Environment.Environment).Uniform(uniform, -1, 1, (ulong)turns[i].Number);
            else values = _values.AsSpan(Actions * row++, Actions);
            _actions[i] = new EnvironmentAction(values[0], values[1], values[2], values[3]);
        }

        return _actions.AsSpan(0, turns.Count);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
