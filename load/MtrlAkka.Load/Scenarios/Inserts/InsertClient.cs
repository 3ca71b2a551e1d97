using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Traffic;

namespace MtrlAkka.Load.Scenarios.Inserts;

/// <summary>Stands for coordinator and workers of a replay shard in another process: delivers rounds in order, and takes its checkpoints.</summary>
internal sealed class InsertClient : ReceiveActor
{
    private const long Epoch = 1;
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly Queue<Pending> _pending = new();
    private readonly InsertAccount _account;
    private readonly IActorRef _shard;
    private TaskCompletionSource? _prepared;
    private Capture? _capture;
    private long _captures;

    public InsertClient(IActorRef shard, RecordedRounds rounds, int aRound, int bytes, InsertAccount account)
    {
        (_shard, _account) = (shard, account);
        Receive<Prepare>(prepare =>
        {
            _prepared = prepare.Done;
            _flow.Send(_shard, new PrepareReplay(Epoch, 0, null, Self), Self);
        });
        Receive<PartPrepared>(_ => _prepared?.TrySetResult());
        Receive<Pending>(pending =>
        {
            _pending.Enqueue(pending);
            _flow.Send(_shard, rounds.Round(Epoch, account.Send()), Self);
        });
        Receive<RoundAppended>(appended =>
        {
            // Rounds are acknowledged in their order, each once.
            if (!account.Acknowledge(appended.Round) || !_pending.TryDequeue(out var pending)) return;
            pending.End(RequestOutcome.Right(aRound, bytes));
        });
        Receive<Capture>(capture =>
        {
            _capture = capture;
            _shard.Tell(new CapturePart(Epoch, account.Acknowledged, ++_captures));
        });
        Receive<PartCaptured>(static _ => { });
        Receive<ReplayStored>(stored => Interlocked.Exchange(ref _capture, null)?.Done.TrySetResult(stored.Manifest));
        Receive<StoreFailed>(failed => Fail(failed.Cause.Message));
        Receive<PartFailed>(failed => Fail(failed.Cause.Message));
        Receive<BulkLost>(lost => Fail(lost.Reason));
    }

    private void Fail(string why)
    {
        _account.Note($"the shard's process: {why}");
        _prepared?.TrySetException(new InvalidDataException(why));
        Interlocked.Exchange(ref _capture, null)?.Done.TrySetException(new InvalidDataException(why));
        while (_pending.TryDequeue(out var pending)) pending.End(RequestOutcome.Wrong("lost"));
    }

    /// <summary>Makes the shard ready.</summary>
    public sealed record Prepare(TaskCompletionSource Done);

    /// <summary>Has the shard write what it has.</summary>
    public sealed record Capture(TaskCompletionSource<ShardManifest> Done);
}
