using Akka.Actor;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Traffic;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>
/// Stands for coordinator, worker and learner of a replay shard in another process: delivers rounds, so many ahead of those that are
/// complete, and gives the batches back. A round is complete when it is acknowledged and its batches have come.
/// </summary>
internal sealed class RoundDriver : ReceiveActor
{
    private const long Epoch = 1;
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly RunSettings _settings;
    private readonly RecordedRounds _rounds;
    private readonly IActorRef _shard;
    private IActorRef _asked = ActorRefs.Nobody;
    private Drive? _drive;
    private long _begun;
    private long _first;
    private long _sent;
    private long _appended;
    private long _drawn;
    private long _completed;

    public RoundDriver(RunSettings settings, RecordedRounds rounds, IActorRef shard)
    {
        (_settings, _rounds, _shard) = (settings, rounds, shard);
        Receive<Prepare>(_ =>
        {
            _asked = Sender;
            _flow.Send(_shard, new PrepareReplay(Epoch, 0, null, Self), Self);
        });
        Receive<PartPrepared>(_ => _asked.Tell(new Prepared()));
        Receive<Drive>(drive =>
        {
            (_asked, _drive, _first, _begun) = (Sender, drive, _sent, TimeProvider.System.GetTimestamp());
            Deliver();
        });
        Receive<RoundAppended>(_ =>
        {
            _appended++;
            Advance();
        });
        Receive<BatchDrawn>(drawn =>
        {
            _flow.GiveBack(Sender, new BatchUsed(drawn.Samples), Self);
            _drawn++;
            Advance();
        });
        Receive<PartFailed>(failed => Fail(failed.Cause.Message));
        Receive<BulkLost>(lost => Fail(lost.Reason));
    }

    private void Advance()
    {
        while (_completed < _appended && _drawn >= _settings.UpdatesAfter(_completed + 1)) _completed++;
        Deliver();
    }

    private void Deliver()
    {
        if (_drive is not { } drive) return;
        var elapsed = TimeProvider.System.GetElapsedTime(_begun);
        // However short the time, one goes.
        bool over = elapsed >= drive.Time && _sent > _first;
        while (!over && _sent - _completed < drive.Ahead && _sent - _first < drive.Rounds) _flow.Send(_shard, _rounds.Round(Epoch, _sent++), Self);
        if (_completed < _sent || (!over && _sent - _first < drive.Rounds)) return;
        _drive = null;
        _asked.Tell(new Driven(_completed - _first, elapsed.TotalSeconds));
    }

    private void Fail(string why) => _asked.Tell(new Status.Failure(new InvalidOperationException($"the other process of the bench: {why}")));

    /// <summary>Makes the shard ready; answered by <see cref="Prepared"/>.</summary>
    public sealed record Prepare;

    /// <summary>The shard is ready.</summary>
    public sealed record Prepared;

    /// <summary>Delivers rounds until so many are complete or so much time is over.</summary>
    public sealed record Drive(long Rounds, TimeSpan Time, int Ahead);

    /// <summary>So many are complete after so many seconds.</summary>
    public sealed record Driven(long Rounds, double Seconds);
}
