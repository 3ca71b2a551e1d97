using System.Diagnostics;
using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Load.Scenarios.Batches;

/// <summary>
/// Stands for the learner and the worker of an asynchronous replay shard in another process: fills it, then asks for batches, a few
/// ahead of those that came, and where it is told so brings a further row of each environment with each.
/// </summary>
internal sealed class BatchClient : ReceiveActor, IWithTimers
{
    private const int FillAhead = 64;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly Queue<Pending> _waiting = new(), _asked = new();
    private readonly BatchTraffic _traffic;
    private readonly AsyncStand _stand;
    private readonly PartAddress _learner, _worker, _shard;
    private readonly EnvironmentKey[] _environments;
    private readonly long[] _inserted;
    private Fill? _fill;
    private long _sent, _come;
    private bool _claimed;

    public BatchClient(AsyncStand stand, BatchTraffic traffic)
    {
        (_stand, _traffic) = (stand, traffic);
        (_learner, _worker, _shard) = (stand.Here(RunPart.Learner), stand.Here(RunPart.Policy), stand.There(RunPart.Replay, 0));
        _environments = [.. Enumerable.Range(0, traffic.Environments).Select(environment => new EnvironmentKey(environment, _worker.Incarnation))];
        _inserted = new long[traffic.Environments];
        Receive<Fill>(fill =>
        {
            _fill = fill;
            Timers.StartPeriodicTimer("claim", new Claim(), TimeSpan.Zero, Again);
        });
        Receive<Claim>(_ => stand.RefOf(_shard).Tell(new ClaimEnvironments(_shard.Incarnation, _worker, _environments)));
        Receive<StepsInserted>(Inserted);
        Receive<Pending>(pending =>
        {
            _waiting.Enqueue(pending);
            Ask();
        });
        Receive<BatchDrawn>(Drawn);
        // What the shard tells a coordinator, and what a lost node leaves: requests stay unanswered, which is counted.
        ReceiveAny(static _ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void Inserted(StepsInserted inserted)
    {
        foreach (var mark in inserted.Marks)
        {
            if (mark.Inserted < _inserted[mark.Environment]) _traffic.Notes.Add(FormattableString.Invariant($"environment {mark.Environment} has {mark.Inserted} rows after {_inserted[mark.Environment]}"));
            _inserted[mark.Environment] = mark.Inserted;
        }

        _traffic.Acknowledge(_inserted.Min());
        if (!_claimed)
        {
            _claimed = true;
            Timers.Cancel("claim");
        }

        if (_fill is not { } fill) return;
        while (_sent < fill.Rounds && _sent - _traffic.Acknowledged < FillAhead) Send();
        if (_traffic.Acknowledged < fill.Rounds) return;
        _fill = null;
        fill.Done.TrySetResult();
    }

    // The next row of each environment.
    private void Send() => _flow.Send(_stand.RefOf(_shard), new AppendSteps(_shard.Incarnation, _traffic.Steps(_environments, _sent++)), Self);

    private void Ask()
    {
        bool any = false;
        while (_waiting.Count > 0 && _asked.Count < _traffic.Ahead)
        {
            _asked.Enqueue(_waiting.Dequeue());
            any = true;
            if (_traffic.Inserting) Send();
        }

        if (any) _stand.RefOf(_shard).Tell(new DrawBatches(_shard.Incarnation, _learner, _come, _come, _come + _asked.Count, Again: false));
    }

    private void Drawn(BatchDrawn drawn)
    {
        long answered = Stopwatch.GetTimestamp();
        string? wrong = drawn.Update == _come ? _traffic.Wrong(drawn.Samples, _sent) : "another batch than the next";
        if (drawn.Update != _come) _traffic.Notes.Add(FormattableString.Invariant($"batch {drawn.Update} came where {_come} was next: lost, or drawn twice"));
        _flow.GiveBack(Sender, new BatchUsed(drawn.Samples), Self);
        _come++;
        if (_asked.TryDequeue(out var pending)) pending.End(wrong is null ? RequestOutcome.Right(1, _traffic.Bytes, answered) : RequestOutcome.Wrong(wrong));
        Ask();
    }

    /// <summary>Inserts so many rows of each environment.</summary>
    public sealed record Fill(long Rounds, TaskCompletionSource Done);

    private sealed record Claim;
}
