using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Async;

/// <summary>What a learner asks of its surroundings.</summary>
/// <typeparam name="TSamples">A shard's part of a batch.</typeparam>
public interface IAsyncLearnerHost<in TSamples>
{
    /// <summary>Tells another part; it may be lost, or come late or twice.</summary>
    void Tell(PartAddress to, object message);

    /// <summary>Gives back samples that are not needed.</summary>
    void Return(TSamples samples);
}

/// <summary>
/// The learner of an asynchronous run, without any actor and without networks: draws batches ahead by credit, says which update is
/// next, and keeps weights until their evaluation is in a checkpoint. An evaluation that is late holds it, as in lockstep.
/// </summary>
/// <typeparam name="TSamples">A shard's part of a batch.</typeparam>
public sealed class AsyncLearner<TSamples>
{
    private readonly RunSettings _settings;
    private readonly EvaluationSchedule _evaluations;
    private readonly PartAddress _self;
    private readonly IAsyncLearnerHost<TSamples> _host;
    private readonly Source[] _sources;
    private readonly SortedDictionary<long, PolicyVersion> _pending = [];
    private readonly HashSet<long> _taken = [];
    private readonly long _total;
    private long _next;
    private Roster? _roster;
    private Incarnation _evaluator;
    private bool _halted;

    /// <summary>A learner that has heard of nobody yet.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="self">Its address.</param>
    /// <param name="updates">Updates that it has done.</param>
    /// <param name="pending">Weights whose evaluation was not in the checkpoint that it begins with.</param>
    /// <param name="host">Its surroundings.</param>
    public AsyncLearner(RunSettings settings, PartAddress self, long updates, IEnumerable<PolicyVersion> pending, IAsyncLearnerHost<TSamples> host)
    {
        (_settings, _self, Updates, _next, _host) = (settings, self, updates, updates, host);
        _total = settings.UpdatesAfter(settings.Rounds);
        _evaluations = new EvaluationSchedule(settings.Evaluation.Interval, settings.Learner.WarmStartRounds, settings.Rounds);
        _sources = [.. Enumerable.Range(0, settings.Replay.Shards).Select(_ => new Source())];
        foreach (var version in pending) _pending[version.Round] = version;
    }

    /// <summary>Updates done.</summary>
    public long Updates { get; private set; }

    /// <summary>Rounds of which no update is missing.</summary>
    public long Round => _settings.RoundsLearned(Updates);

    /// <summary>Weights whose evaluation is in no checkpoint, by round.</summary>
    public IReadOnlyList<PolicyVersion> Pending => [.. _pending.Values];

    /// <summary>Parts of batches that wait.</summary>
    public int Waiting => _sources.Sum(static source => source.Arrived.Count);

    /// <summary>Whether an update can be made now.</summary>
    public bool CanUpdate => !_halted && _next == Updates && Updates < Limit && Array.TrueForAll(_sources, source => source.Arrived.ContainsKey(_next));

    // The first update that must not be made before an evaluation is known; the evaluation itself is always reached.
    private long Limit
    {
        get
        {
            if (_roster is null) return 0;
            long next = _evaluations.Next(_roster.EvaluatedTo);
            return Math.Min(_total, Math.Max(1, _settings.UpdatesAfter(_evaluations.Due(next))));
        }
    }

    /// <summary>Weights whose evaluation is not in a checkpoint that has the results of all up to a round.</summary>
    public IReadOnlyList<PolicyVersion> PendingAt(long evaluatedTo) => [.. _pending.Values.Where(version => version.Round > evaluatedTo)];

    /// <summary>A later roster came.</summary>
    public void On(Roster roster)
    {
        _roster = roster;
        foreach (long round in _pending.Keys.Where(round => round <= roster.KeptTo).ToArray()) _pending.Remove(round);
        if (roster.Evaluator?.Incarnation is { } evaluator && evaluator != _evaluator)
        {
            _evaluator = evaluator;
            _taken.Clear();
            SendEvaluations();
        }

        for (int shard = 0; shard < _sources.Length; shard++)
        {
            if (roster.Shards[shard]?.Incarnation is not { } now || now == _sources[shard].Shard) continue;
            _sources[shard].Shard = now;
            Ask(shard, again: false);
        }
    }

    /// <summary>Samples came.</summary>
    public void Arrived(int shard, long update, TSamples samples)
    {
        var source = _sources[shard];
        source.Heard = true;
        // Drawn again, or for the learner before this one.
        if (update < _next || update >= Until || !source.Arrived.TryAdd(update, samples)) _host.Return(samples);
    }

    /// <summary>Takes the parts of the next batch, by shard.</summary>
    /// <exception cref="InvalidOperationException">It is not complete.</exception>
    public TSamples[] Take()
    {
        if (!CanUpdate) throw new InvalidOperationException($"update {Updates} cannot be made yet");
        var samples = new TSamples[_sources.Length];
        for (int shard = 0; shard < samples.Length; shard++) _sources[shard].Arrived.Remove(_next, out samples[shard]!);
        _next++;
        return samples;
    }

    /// <summary>The update that was taken is done.</summary>
    /// <returns>Whether with it a round is complete, so that new weights are published.</returns>
    public bool Updated()
    {
        long before = Round;
        Updates++;
        for (int shard = 0; shard < _sources.Length; shard++) Ask(shard, again: false);
        return Round > before;
    }

    /// <summary>
    /// Complete rounds whose evaluation is neither known nor pending: the newest weights are to be evaluated for them. Where a result
    /// was lost with all who knew it, a round comes a second time.
    /// </summary>
    public IReadOnlyList<long> EvaluationsDue()
    {
        var due = new List<long>();
        long last = _roster?.EvaluatedTo ?? _settings.Rounds;
        for (long round = _evaluations.Next(last); Updates > 0 && round <= Round && round > last; round = _evaluations.Next(round))
        {
            if (!_pending.ContainsKey(round)) due.Add(round);
            last = round;
        }

        return due;
    }

    /// <summary>Weights are to be evaluated.</summary>
    public void Evaluate(PolicyVersion version)
    {
        _pending[version.Round] = version;
        SendEvaluations();
    }

    /// <summary>The evaluator has weights.</summary>
    public void On(EvaluationTaken taken)
    {
        if (taken.Evaluator == _evaluator) _taken.Add(taken.Round);
    }

    /// <summary>Publishes weights to all workers.</summary>
    public void Publish(PolicyVersion version)
    {
        foreach (var worker in _roster?.Workers ?? []) _host.Tell(worker, new PublishPolicy(_self.Incarnation.Value, version));
    }

    /// <summary>From now on no updates are made: the learner goes on elsewhere from its last capture.</summary>
    public void Halt() => _halted = true;

    /// <summary>Time passes: asks again what was not answered; to be called about every second.</summary>
    public void Tick()
    {
        for (int shard = 0; shard < _sources.Length; shard++)
        {
            var source = _sources[shard];
            if (!source.Heard && From(source) < Until) Ask(shard, again: true);
            source.Heard = false;
        }

        SendEvaluations();
    }

    // The first update that must not be drawn yet.
    private long Until => Math.Min(_total, _next + _settings.Async!.Prefetch);

    // The first update whose samples have not come.
    private long From(Source source)
    {
        long from = _next;
        while (source.Arrived.ContainsKey(from)) from++;
        return from;
    }

    private void Ask(int shard, bool again)
    {
        var source = _sources[shard];
        if (_roster?.Shards[shard] is { } address && address.Incarnation == source.Shard)
            _host.Tell(address, new DrawBatches(address.Incarnation, _self, Updates, From(source), Until, again));
    }

    private void SendEvaluations()
    {
        if (_roster?.Evaluator is not { } evaluator) return;
        foreach (var version in _pending.Values)
        {
            if (!_taken.Contains(version.Round)) _host.Tell(evaluator, new EvaluateWeights(evaluator.Incarnation, _self, version));
        }
    }

    private sealed class Source
    {
        public Incarnation Shard { get; set; }

        public bool Heard { get; set; }

        public SortedDictionary<long, TSamples> Arrived { get; } = [];
    }
}
