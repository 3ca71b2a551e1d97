using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Load.Scenarios.Pipelines;

/// <summary>Stands for the coordinator of a lockstep run whose worker, replay shard and learner are in other processes: lets one more round begin with each request.</summary>
internal sealed class PipelineClient : ReceiveActor
{
    private const long Epoch = 1;
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly Queue<Pending> _waiting = new();
    private readonly PipelineParts _parts;
    private readonly RunSettings _settings;
    private readonly Complaints _notes;
    private readonly TaskCompletionSource _ready;
    private TaskCompletionSource<ShardManifest>? _capture;
    private PolicyVersion? _first;
    private long _granted, _serial, _captures;

    public PipelineClient(PipelineParts parts, RunSettings settings, IActorRef silent, Complaints notes, TaskCompletionSource ready)
    {
        (_parts, _settings, _notes, _ready) = (parts, settings, notes, ready);
        Receive<Start>(_ => _flow.Send(parts.Replay, new PrepareReplay(Epoch, 0, null, parts.Learner), Self));
        Receive<PartPrepared>(prepared =>
        {
            if (prepared.Part == RunPart.Replay) parts.Learner.Tell(new PrepareLearner(Epoch, 0, null, [parts.Worker]));
            else Grant(settings.Learner.WarmStartRounds);
        });
        Receive<LearnerPrepared>(prepared =>
        {
            _first = prepared.Version;
            int[] environments = [.. Enumerable.Range(0, settings.EnvironmentCount)];
            _flow.Send(parts.Worker, new PreparePolicy(Epoch, 0, 0, environments, [], [], [_first], [parts.Replay], silent), Self);
        });
        Receive<Pending>(pending =>
        {
            _waiting.Enqueue(pending);
            Grant(settings.Learner.WarmStartRounds + Learned + _waiting.Count);
        });
        Receive<RoundAppended>(appended =>
        {
            if (appended.Round != Appended++) _notes.Add(FormattableString.Invariant($"round {appended.Round} is in the replay where {Appended - 1} was next"));
            if (Appended == settings.Learner.WarmStartRounds) ready.TrySetResult();
        });
        Receive<RoundLearned>(learned =>
        {
            if (learned.Round != settings.Learner.WarmStartRounds + Learned++) _notes.Add(FormattableString.Invariant($"round {learned.Round} is learned where {settings.Learner.WarmStartRounds + Learned - 1} was next"));
            if (_waiting.TryDequeue(out var pending)) pending.End(RequestOutcome.Right(settings.EnvironmentCount));
            else _notes.Add(FormattableString.Invariant($"round {learned.Round} is learned without leave"));
        });
        Receive<Capture>(capture =>
        {
            _capture = capture.Done;
            parts.Replay.Tell(new CapturePart(Epoch, Appended, ++_captures));
        });
        Receive<ReplayStored>(stored => _capture?.TrySetResult(stored.Manifest));
        Receive<PartFailed>(failed => Fail(failed.Cause.Message));
        Receive<BulkLost>(lost => Fail(lost.Reason));
        Receive<LinkBroken>(broken => Fail(broken.ToString()));
        ReceiveAny(static _ => { });
    }

    /// <summary>Rounds that are in the replay.</summary>
    private long Appended { get; set; }

    /// <summary>Rounds whose updates are done, those of the warm start aside.</summary>
    private long Learned { get; set; }

    private void Grant(long until)
    {
        if (until <= _granted) return;
        _granted = until;
        _parts.Worker.Tell(new GrantRounds(Epoch, ++_serial, until));
    }

    private void Fail(string why)
    {
        _notes.Add(why);
        _ready.TrySetException(new InvalidDataException(why));
        while (_waiting.TryDequeue(out var pending)) pending.End(RequestOutcome.Wrong("lost"));
    }

    /// <summary>Makes the parts ready and goes through the warm start.</summary>
    public sealed record Start;

    /// <summary>Has the shard write what it has.</summary>
    public sealed record Capture(TaskCompletionSource<ShardManifest> Done);
}

/// <summary>The parts of the run.</summary>
/// <param name="Worker">The policy of its worker.</param>
/// <param name="Replay">Its replay shard.</param>
/// <param name="Learner">Its learner.</param>
internal sealed record PipelineParts(IActorRef Worker, IActorRef Replay, IActorRef Learner);
