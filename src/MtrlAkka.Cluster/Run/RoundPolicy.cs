using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Chooses the actions of a round for some environments: uniform in the warm start, then sampled from the policy with
/// exactly the weights that the round's number and the run's staleness name, however early newer ones arrive.
/// </summary>
public sealed class RoundPolicy : IDisposable
{
    private const int Size = MetaWorldEnvironment.ObservationSize;
    private const int Actions = MetaWorldEnvironment.ActionSize;
    private readonly RunContext _run;
    private readonly PolicyNetwork _network;
    private readonly Queue<PolicyVersion> _versions = new();
    private int[] _environments = [];
    private int[] _tasks = [];
    private float[] _observations = [];
    private float[] _noise = [];
    private float[] _values = [];
    private EnvironmentAction[] _actions = [];
    private readonly Action<PolicyVersion> _retire;
    private long _loaded;

    /// <summary>A policy that has no weights yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="retire">Takes weights that are read no more.</param>
    public RoundPolicy(RunContext run, Action<PolicyVersion> retire)
    {
        _run = run;
        _retire = retire;
        _network = new PolicyNetwork(run.Sac);
    }

    /// <summary>Forgets everything and begins with these environments and weights.</summary>
    /// <param name="environments">Indices of the environments; their order is that of the slots.</param>
    /// <param name="versions">Weights, oldest first.</param>
    public void Begin(IReadOnlyList<int> environments, IReadOnlyList<PolicyVersion> versions)
    {
        _environments = [.. environments];
        _tasks = [.. environments.Select(_run.Settings.TaskOf)];
        _observations = new float[_environments.Length * Size];
        _noise = new float[_environments.Length * Actions];
        _values = new float[_environments.Length * Actions];
        _actions = new EnvironmentAction[_environments.Length];
        _loaded = -1;
        _versions.Clear();
        foreach (var version in versions) _versions.Enqueue(version);
    }

    /// <summary>New weights.</summary>
    public void Publish(PolicyVersion version) => _versions.Enqueue(version);

    /// <summary>What the environment of a slot observes now, [39].</summary>
    public void Observe(int slot, float[] observation) => observation.CopyTo(_observations, slot * Size);

    /// <summary>Whether the weights of a round are there.</summary>
    public bool Ready(long round)
    {
        if (round < _run.Settings.Learner.WarmStartRounds) return true;
        long needed = NeededVersion(round);
        return _loaded == needed || _versions.Any(version => version.Round == needed);
    }

    /// <summary>Rounds by which the weights of a round are behind the newest that it could have.</summary>
    public long Age(long round) => Math.Max(0, round - NeededVersion(round));

    /// <summary>The actions of a round, one for each slot.</summary>
    public ReadOnlySpan<EnvironmentAction> Act(long round)
    {
        uint seed = _run.Settings.Seed;
        if (round < _run.Settings.Learner.WarmStartRounds)
        {
            for (int slot = 0; slot < _environments.Length; slot++)
                RandomStreams.WarmStart(seed, _environments[slot]).Uniform(_values.AsSpan(slot * Actions, Actions), -1, 1, (ulong)round);
        }
        else
        {
            Load(NeededVersion(round));
            for (int slot = 0; slot < _environments.Length; slot++)
                RandomStreams.Exploration(seed, _environments[slot]).Normal(_noise.AsSpan(slot * Actions, Actions), (ulong)round);
            _network.Act(_observations, _tasks, _noise, _values);
        }

        for (int slot = 0; slot < _actions.Length; slot++)
        {
            int i = slot * Actions;
            _actions[slot] = new EnvironmentAction(_values[i], _values[i + 1], _values[i + 2], _values[i + 3]);
        }

        return _actions;
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private long NeededVersion(long round) =>
        Math.Max(_run.Settings.Learner.WarmStartRounds, round - _run.Settings.Staleness);

    private void Load(long needed)
    {
        while (_versions.Peek().Round < needed)
        {
            _retire(_versions.Dequeue());
        }

        if (_loaded == needed) return;
        _network.Load(_versions.Peek().Weights);
        _loaded = needed;
    }
}
