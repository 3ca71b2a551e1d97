using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Async;

/// <summary>What a shard asks of its surroundings.</summary>
public interface IAsyncShardHost
{
    /// <summary>Tells another part; it may be lost, or come late or twice.</summary>
    void Tell(PartAddress to, object message);

    /// <summary>Samples for an update and sends them to the learner.</summary>
    void Draw(PartAddress learner, long update);
}

/// <summary>
/// One replay shard of an asynchronous run, without any actor: lets steps in and draws batches as the limiter allows, each step
/// once. Nothing is drawn before each task has its warm start, and none goes beyond it before. Of steps that wait those of the
/// environment with the fewest rows go first, so that environments advance alike where the learner is the slower side.
/// Batches go to one learner; samples are counted by the number of its next update, so that what was drawn for a lost learner
/// counts no more once another goes on from fewer updates.
/// </summary>
public sealed class AsyncShard
{
    private readonly ShardPlan _plan;
    private readonly int _index;
    private readonly Incarnation _incarnation;
    private readonly ReplayShard _replay;
    private readonly IAsyncShardHost _host;
    private readonly SampleToInsertRatio _limiter;
    private readonly LearnerFence _fence = new();
    private readonly PendingSteps[] _pending;
    private readonly ReturnRange[] _returns;
    private readonly HashSet<int> _changed = [];
    private HashSet<int> _quarantined = [];
    private PartAddress? _learner;
    private long _learnerUpdates;
    private long _next;
    private long _until;
    private int _open;
    private bool _started;
    private bool _halted;

    /// <summary>A shard around its storage.</summary>
    /// <param name="plan">What it does in the run.</param>
    /// <param name="index">Index of the shard.</param>
    /// <param name="incarnation">Its instance.</param>
    /// <param name="replay">Its storage, empty or restored.</param>
    /// <param name="returns">The ranges of the returns of all the run's tasks that were stored with it; empty: unknown.</param>
    /// <param name="host">Its surroundings.</param>
    public AsyncShard(ShardPlan plan, int index, Incarnation incarnation, ReplayShard replay, IReadOnlyList<ReturnRange> returns, IAsyncShardHost host)
    {
        (_plan, _index, _incarnation, _replay, _host) = (plan, index, incarnation, replay, host);
        _limiter = plan.CreateLimiter();
        _pending = [.. Enumerable.Range(0, plan.Environments).Select(_ => new PendingSteps(plan.InFlight, replay.Options.Layout.RowLength))];
        _returns = [.. Enumerable.Range(0, plan.Tasks).Select(task => returns.Count > 0 ? returns[plan.FirstTask + task] : ReturnRange.Unknown)];
        SetSamples(0);
        CountOpen();
    }

    /// <summary>Rows inserted in all.</summary>
    public long Inserts => _limiter.Inserts;

    /// <summary>Rows sampled for updates that count.</summary>
    public long Samples => _limiter.Samples;

    /// <summary>The first update that nothing was drawn for.</summary>
    public long NextUpdate => _next;

    /// <summary>Steps that wait to be let in.</summary>
    public int Waiting => _pending.Sum(static pending => pending.Count);

    /// <summary>Rows that must be sampled before a step may pass; 0 where the limiter holds none back.</summary>
    public long SamplesAwaited => _limiter.SamplesAwaited();

    /// <summary>Rows that must be inserted before a batch may pass; 0 where the limiter holds none back.</summary>
    public long InsertsAwaited => _limiter.InsertsAwaited(_plan.RowsPerUpdate);

    /// <summary>Whether no more rows will come: each environment has all of the run, or is in quarantine.</summary>
    public bool Full => _open == 0;

    /// <summary>Rounds that are complete: the mean rows of the environments that are not in quarantine.</summary>
    public long Round
    {
        get
        {
            long rows = 0, environments = 0;
            for (int environment = _plan.FirstEnvironment; environment < _plan.FirstEnvironment + _plan.Environments; environment++)
            {
                if (!_quarantined.Contains(environment)) (rows, environments) = (rows + Inserted(environment), environments + 1);
            }

            return environments == 0 ? _plan.Rounds : rows / environments;
        }
    }

    /// <summary>A task of which there is no row and will be none; -1: none.</summary>
    public int Barren
    {
        get
        {
            for (int task = _plan.FirstTask; task < _plan.FirstTask + _plan.Tasks; task++)
            {
                int first = task * _plan.Copies;
                if (_replay.Ring(task).Appended == 0 && Enumerable.Range(first, _plan.Copies).All(_quarantined.Contains)) return task;
            }

            return -1;
        }
    }

    /// <summary>The range of each task's returns so far.</summary>
    public IReadOnlyList<ReturnRange> Returns => _returns;

    /// <summary>How old weights were when steps were made with them, in updates, since the last reading.</summary>
    public PolicyAge Age { get; } = new();

    /// <summary>A later roster came.</summary>
    public void On(Roster roster)
    {
        _quarantined = [.. roster.Quarantined];
        CountOpen();
        _fence.Set(roster);
        Settle();
    }

    /// <summary>A worker has environments, or asks how far the shard is with them.</summary>
    public void On(ClaimEnvironments claim)
    {
        if (claim.Shard != _incarnation) return;
        var marks = new List<InsertMark>(claim.Environments.Count);
        foreach (var (environment, incarnation) in claim.Environments)
        {
            var pending = Pending(environment);
            pending.Claim(incarnation, claim.Worker, Inserted(environment));
            marks.Add(Mark(environment));
        }

        _host.Tell(claim.Worker, new StepsInserted(_index, _incarnation, marks, Answer: true));
    }

    /// <summary>Steps came.</summary>
    public void On(AppendSteps append)
    {
        if (append.Shard != _incarnation) return;
        var steps = append.Steps;
        int length = _replay.Options.Layout.RowLength;
        for (int i = 0; i < steps.Environments.Length; i++)
        {
            var row = steps.Rows.AsSpan(i * length, length);
            var returns = steps.Returns.Length > 0 ? steps.Returns[i] : ReturnRange.Unknown;
            if (steps.Numbers[i] < _plan.Rounds && Pending(steps.Environments[i]).Add(new Incarnation(steps.Incarnations[i]), steps.Numbers[i], row, returns) && steps.Versions[i] >= 0)
                Age.Add(Math.Max(0, _learnerUpdates - steps.Versions[i]));
        }

        Settle();
    }

    /// <summary>A learner lets batches be drawn.</summary>
    public void On(DrawBatches draw)
    {
        if (draw.Shard != _incarnation || !_fence.Accepts(draw.Learner.Incarnation)) return;
        if (draw.Learner.Incarnation != _learner?.Incarnation)
        {
            // Another learner goes on from where it is: what was drawn for the one before does not count.
            SetSamples(draw.From);
            _until = draw.From;
        }
        else if (draw.Again)
        {
            for (long update = draw.From; update < _next; update++) _host.Draw(draw.Learner, update);
        }

        _learner = draw.Learner;
        _learnerUpdates = draw.Updates;
        _until = Math.Max(_until, draw.Until);
        Settle();
    }

    /// <summary>From now on nothing is let in or drawn: this shard goes on elsewhere from its last capture.</summary>
    public void Halt() => _halted = true;

    private void Settle()
    {
        if (_halted) return;
        if (!_started) _started = Enumerable.Range(_plan.FirstTask, _plan.Tasks).All(HasWarmStart);
        bool any;
        do
        {
            any = false;
            while (LetIn()) any = true;
            while (DrawNext()) any = true;
        }
        while (any);
        Report();
    }

    private bool LetIn()
    {
        int chosen = -1;
        long fewest = long.MaxValue;
        for (int i = 0; i < _pending.Length; i++)
        {
            if (_pending[i].Count == 0) continue;
            long rows = Inserted(_plan.FirstEnvironment + i);
            if (rows < fewest && (_started || !HasWarmStart(_plan.FirstTask + (i / _plan.Copies)))) (chosen, fewest) = (i, rows);
        }

        if (chosen < 0 || !_limiter.TryInsert()) return false;
        Insert(_plan.FirstEnvironment + chosen);
        if (!_started) _started = Enumerable.Range(_plan.FirstTask, _plan.Tasks).All(HasWarmStart);
        return true;
    }

    // An environment that makes no more steps lacks none.
    private bool HasWarmStart(int task)
    {
        long rows = _replay.Ring(task).Appended;
        return rows >= _plan.WarmStartRows || (rows > 0 && Enumerable.Range(task * _plan.Copies, _plan.Copies).All(IsDone));
    }

    private bool IsDone(int environment) => _quarantined.Contains(environment) || Inserted(environment) >= _plan.Rounds;

    private void CountOpen() => _open = _plan.Environments - Enumerable.Range(_plan.FirstEnvironment, _plan.Environments).Count(IsDone);

    private void Insert(int environment)
    {
        var pending = Pending(environment);
        int task = environment / _plan.Copies;
        _replay.AppendRound([new InsertKey(task, environment % _plan.Copies, Inserted(environment))], pending.Next);
        ref var returns = ref _returns[task - _plan.FirstTask];
        returns = returns.With(pending.NextReturns);
        pending.Remove();
        if (Inserted(environment) == _plan.Rounds && !_quarantined.Contains(environment)) _open--;
        _changed.Add(environment);
    }

    private bool DrawNext()
    {
        if (!_started || _learner is null || _learner.Incarnation != _fence.Current || _next >= _until) return false;
        // Where no more rows come there is nothing to hold samples to.
        if (!Full && !_limiter.TrySample(_plan.RowsPerUpdate)) return false;
        _host.Draw(_learner, _next);
        SetSamples(_next + 1);
        return true;
    }

    private void SetSamples(long next)
    {
        _next = next;
        long inserts = 0;
        foreach (long inserted in _replay.Ledger.Counters) inserts += inserted;
        _limiter.Restore(new SampleToInsertState(inserts, next * _plan.RowsPerUpdate));
    }

    private void Report()
    {
        if (_changed.Count == 0) return;
        foreach (var worker in _changed.Order().GroupBy(environment => Pending(environment).Worker!))
            _host.Tell(worker.Key, new StepsInserted(_index, _incarnation, [.. worker.Select(Mark)], Answer: false));
        _changed.Clear();
    }

    private InsertMark Mark(int environment)
    {
        var pending = Pending(environment);
        return new InsertMark(environment, pending.Incarnation, Inserted(environment), pending.Received);
    }

    private long Inserted(int environment) => _replay.Ledger.Next(environment / _plan.Copies, environment % _plan.Copies);

    private PendingSteps Pending(int environment) => _pending[environment - _plan.FirstEnvironment];
}
