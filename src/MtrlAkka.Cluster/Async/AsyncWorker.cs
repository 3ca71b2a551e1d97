using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Async;

/// <summary>What a worker asks of its surroundings.</summary>
public interface IAsyncWorkerHost
{
    /// <summary>Tells another part; it may be lost, or come late or twice.</summary>
    void Tell(PartAddress to, object message);

    /// <summary>Tells the coordinator.</summary>
    void TellCoordinator(object message);

    /// <summary>Makes an environment; <see cref="AsyncWorker.Began"/> says that it is there.</summary>
    void Begin(EnvironmentKey environment, byte[]? state);

    /// <summary>Gives an environment up, whatever it is doing.</summary>
    void End(EnvironmentKey environment);

    /// <summary>Asks an environment that stands still for its state; <see cref="AsyncWorker.Captured"/> has it.</summary>
    void Capture(EnvironmentKey environment);
}

/// <summary>An environment that is to make a step.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Number">Number of its row.</param>
/// <param name="WarmStart">Whether it acts at random.</param>
public readonly record struct EnvironmentTurn(EnvironmentKey Environment, long Number, bool WarmStart);

/// <summary>
/// The environments of one node in an asynchronous run, without any actor: says which may act now, keeps their steps until they
/// are in the replay, and sends again what was lost. Where the limiter holds steps back their environments stand still.
/// </summary>
public sealed class AsyncWorker
{
    private readonly RunSettings _settings;
    private readonly PartAddress _self;
    private readonly int _rowLength;
    private readonly IAsyncWorkerHost _host;
    private readonly SortedDictionary<int, StepWindow> _windows = [];
    private readonly Incarnation[] _shards;
    private readonly int[] _shardOf;
    private readonly Incarnation[] _begun;
    private readonly StepRowsBuilder _rows;
    private readonly LearnerFence _fence = new();
    private Roster? _roster;
    private Incarnation _weights;
    private long _version = -1;

    /// <summary>A worker without environments.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="self">Its address.</param>
    /// <param name="rowLength">Numbers of a row.</param>
    /// <param name="host">Its surroundings.</param>
    public AsyncWorker(RunSettings settings, PartAddress self, int rowLength, IAsyncWorkerHost host)
    {
        (_settings, _self, _rowLength, _host) = (settings, self, rowLength, host);
        _shards = new Incarnation[settings.Replay.Shards];
        _shardOf = new int[settings.EnvironmentCount];
        _begun = new Incarnation[_shardOf.Length];
        _rows = new StepRowsBuilder(settings.Learner.Sac.ReturnLimit is not null);
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            var (first, end) = settings.ShardTasks(shard);
            int copies = settings.Environments.Copies;
            _shardOf.AsSpan(first * copies, (end - first) * copies).Fill(shard);
        }
    }

    /// <summary>What it hosts.</summary>
    public WorkerHosts Hosts => new(
        _roster?.Term ?? 0,
        _roster?.Serial ?? 0,
        [.. _windows.Values.Select(Key)],
        [.. _windows.Values.Where(static window => window.Quarantined).Select(static window => window.Environment)]);

    /// <summary>What its environments stand still for.</summary>
    public WaitingFor Waits
    {
        get
        {
            bool weights = false;
            foreach (var window in _windows.Values)
            {
                if (!window.Idle) return WaitingFor.Nothing;
                if (window.Quarantined || window.First + window.Count >= _settings.Rounds) continue;
                weights |= window.Claimed && window.HasRoom;
            }

            return _windows.Count == 0 ? WaitingFor.Nothing : weights ? WaitingFor.Weights : WaitingFor.Replay;
        }
    }

    /// <summary>Steps that are not known to be in the replay.</summary>
    public int InFlight => _windows.Values.Sum(static window => window.Count);

    /// <summary>A later assignment came.</summary>
    public void On(Roster roster, IReadOnlyList<EnvironmentLease> leases)
    {
        _roster = roster;
        _fence.Set(roster);
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            var now = roster.Shards[shard]?.Incarnation ?? default;
            if (now == default || now == _shards[shard]) continue;
            _shards[shard] = now;
            foreach (var window in _windows.Values.Where(window => _shardOf[window.Environment] == shard)) window.Unclaim();
        }

        Take(leases);
        Claim(static window => !window.Claimed);
        Release();
    }

    /// <summary>An environment is there and observes something.</summary>
    public void Began(EnvironmentKey environment)
    {
        if (Find(environment) is not { } window) return;
        window.Idle = true;
        Release();
    }

    /// <summary>Environments that act now; each makes one step, and <see cref="Stepped"/> tells of it.</summary>
    public void Act(List<EnvironmentTurn> turns)
    {
        turns.Clear();
        if (_roster is null or { Paused: true }) return;
        foreach (var window in _windows.Values)
        {
            long number = window.First + window.Count;
            if (!window.Idle || !window.Claimed || window.Leaving || window.Quarantined || !window.HasRoom || number >= _settings.Rounds) continue;
            bool warmStart = number < _settings.Learner.WarmStartRounds;
            if (!warmStart && _version < 0) continue;
            window.Idle = false;
            turns.Add(new EnvironmentTurn(Key(window), number, warmStart));
        }
    }

    /// <summary>An environment made its step.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="row">The packed row; empty where the physics broke.</param>
    /// <param name="version">Updates in the weights that acted; -1: the warm start.</param>
    /// <param name="returns">Range of its returns so far.</param>
    public void Stepped(EnvironmentKey environment, ReadOnlySpan<float> row, long version, ReturnRange returns)
    {
        if (Find(environment) is not { } window) return;
        window.Idle = true;
        if (!row.IsEmpty) window.Add(row, version, returns);
        Release();
    }

    /// <summary>An environment failed more often than the run allows.</summary>
    public void Quarantine(EnvironmentKey environment)
    {
        if (Find(environment) is { } window) window.Quarantined = true;
    }

    /// <summary>The state of an environment that is to be handed back.</summary>
    public void Captured(EnvironmentKey environment, byte[] state)
    {
        if (Find(environment) is not { Leaving: true } window) return;
        window.State = state;
        _host.TellCoordinator(new EnvironmentReleased(environment, state));
    }

    /// <summary>Sends the steps that were made.</summary>
    public void Flush()
    {
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            if (_roster?.Shards[shard] is not { } address || address.Incarnation != _shards[shard]) continue;
            foreach (var window in _windows.Values)
            {
                if (_shardOf[window.Environment] == shard && window.Claimed) window.Send(_rows);
            }

            if (_rows.Take() is { } steps) _host.Tell(address, new AppendSteps(address.Incarnation, steps));
        }
    }

    /// <summary>A shard told how far it is.</summary>
    public void On(StepsInserted inserted)
    {
        if (inserted.Incarnation != _shards[inserted.Shard]) return;
        foreach (var mark in inserted.Marks)
        {
            if (!_windows.TryGetValue(mark.Environment, out var window) || mark.Incarnation < window.Incarnation) continue;
            // Somebody else has it.
            if (mark.Incarnation > window.Incarnation) End(window);
            else window.On(mark, inserted.Answer);
        }

        Release();
    }

    /// <summary>New weights came.</summary>
    /// <returns>Whether they are the newest, to be acted with from now on.</returns>
    public bool On(PublishPolicy publish)
    {
        var learner = new Incarnation(publish.Epoch);
        if (!_fence.Accepts(learner) || (learner == _weights && publish.Version.Weights.Version <= _version)) return false;
        (_weights, _version) = (learner, publish.Version.Weights.Version);
        return true;
    }

    /// <summary>Time passes: asks again what was not answered; to be called about every second.</summary>
    public void Tick()
    {
        Claim(static window => !window.Claimed || window.Stalled);
        if (_roster?.Learner is { } learner && _weights != learner.Incarnation) _host.Tell(learner, new WantWeights(learner.Incarnation, _self));
        foreach (var window in _windows.Values)
        {
            if (window.State is { } state) _host.TellCoordinator(new EnvironmentReleased(Key(window), state));
        }
    }

    private static EnvironmentKey Key(StepWindow window) => new(window.Environment, window.Incarnation);

    private void Take(IReadOnlyList<EnvironmentLease> leases)
    {
        var leased = leases.ToDictionary(static lease => lease.Key.Environment);
        foreach (var window in _windows.Values.ToArray())
        {
            if (!leased.TryGetValue(window.Environment, out var lease) || lease.Key.Incarnation != window.Incarnation) End(window);
        }

        foreach (var lease in leases)
        {
            if (!_windows.TryGetValue(lease.Key.Environment, out var window))
            {
                // One that ended here, because somebody else has it, does not begin again.
                if (lease.Existing || lease.Key.Incarnation <= _begun[lease.Key.Environment]) continue;
                _begun[lease.Key.Environment] = lease.Key.Incarnation;
                window = new StepWindow(lease.Key.Environment, lease.Key.Incarnation, _settings.Async!.InFlight, _rowLength);
                _windows.Add(lease.Key.Environment, window);
                _host.Begin(lease.Key, lease.State);
            }

            // Never taken back: a state that is on its way must be the last one of this incarnation.
            window.Leaving |= lease.Leaving;
        }
    }

    private void End(StepWindow window)
    {
        _windows.Remove(window.Environment);
        _host.End(Key(window));
    }

    private void Claim(Predicate<StepWindow> which)
    {
        if (_roster is null) return;
        var claims = new List<EnvironmentKey>[_shards.Length];
        foreach (var window in _windows.Values)
        {
            if (which(window)) (claims[_shardOf[window.Environment]] ??= []).Add(Key(window));
        }

        for (int shard = 0; shard < _shards.Length; shard++)
        {
            if (claims[shard] is { } keys && _roster.Shards[shard] is { } address && address.Incarnation == _shards[shard])
                _host.Tell(address, new ClaimEnvironments(address.Incarnation, _self, keys));
        }
    }

    // Its last steps are handed over with it only by being in the replay.
    private void Release()
    {
        foreach (var window in _windows.Values)
        {
            if (!window.Leaving || !window.Idle || window.Capturing || window.Count > 0) continue;
            window.Capturing = true;
            _host.Capture(Key(window));
        }
    }

    private StepWindow? Find(EnvironmentKey environment) =>
        _windows.TryGetValue(environment.Environment, out var window) && window.Incarnation == environment.Incarnation ? window : null;
}
