using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>AssignmentProtocol.cs</c>.</summary>
internal static class AssignmentWire
{
    private const int LeastAddress = sizeof(int) + 1 + sizeof(int) + sizeof(long);
    private const int LeastPart = 1 + sizeof(int) + sizeof(long) + 1;

    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<AssignAsyncParts>(
            "aap", 2,
            static (writer, assign) => Write(writer.Text(assign.Run).Text(assign.Configuration).Actor(assign.Metrics), assign.Assignment),
            static (ref reader) => new AssignAsyncParts(reader.Text(), reader.Text(), reader.Actor(), Assignment(ref reader))),
        MessageCodec.Of<AsyncPartsReport>(
            "apr", 1,
            static (writer, report) => Write(writer.Text(report.Run), report.Hosted),
            static (ref reader) => new AsyncPartsReport(reader.Text(), Hosted(ref reader))),
        MessageCodec.Of<EnvironmentReleased>(
            "erl", 1,
            static (writer, released) => writer.Int32(released.Key.Environment).Incarnation(released.Key.Incarnation).Tensor(released.State),
            static (ref reader) => new EnvironmentReleased(new EnvironmentKey(reader.Int32(), reader.Incarnation()), reader.Bytes())),
        MessageCodec.Of<LearnerProgress>(
            "lpr", 1,
            static (writer, progress) => writer.Incarnation(progress.Learner).Int64(progress.Updates),
            static (ref reader) => new LearnerProgress(reader.Incarnation(), reader.Int64())),
        MessageCodec.Of<ShardProgress>(
            "spr", 1,
            static (writer, progress) => writer.Int32(progress.Shard).Incarnation(progress.Incarnation)
                .Int64(progress.Inserts).Int64(progress.Round).Int32(progress.Barren),
            static (ref reader) => new ShardProgress(reader.Int32(), reader.Incarnation(), reader.Int64(), reader.Int64(), reader.Int32())),
        MessageCodec.Of<CaptureAsyncPart>(
            "cap", 1,
            static (writer, capture) => writer.Int64(capture.Term).Int64(capture.Attempt).Incarnation(capture.Incarnation)
                .Int64(capture.EvaluatedTo).Flag(capture.Halt),
            static (ref reader) => new CaptureAsyncPart(reader.Int64(), reader.Int64(), reader.Incarnation(), reader.Int64(), reader.Flag())),
        MessageCodec.Of<AsyncLearnerStored>(
            "als", 1,
            static (writer, stored) => writer.Int64(stored.Term).Int64(stored.Attempt).Incarnation(stored.Learner).Int64(stored.Updates)
                .Blob(stored.State).Blob(stored.Policy).Optional(stored.Pending, static (one, blob) => one.Blob(blob)),
            static (ref reader) => new AsyncLearnerStored(
                reader.Int64(), reader.Int64(), reader.Incarnation(), reader.Int64(), reader.Blob(), reader.Blob(), reader.Optional(static (ref one) => one.Blob()))),
        MessageCodec.Of<AsyncReplayStored>(
            "ars", 1,
            static (writer, stored) => writer.Int64(stored.Term).Int64(stored.Attempt).Int32(stored.Shard).Incarnation(stored.Incarnation)
                .Int64(stored.Round).List(stored.Returns, static (one, returns) => one.Returns(returns)).Manifest(stored.Manifest),
            static (ref reader) => new AsyncReplayStored(
                reader.Int64(), reader.Int64(), reader.Int32(), reader.Incarnation(), reader.Int64(), Returns(ref reader), reader.Manifest())),
        MessageCodec.Of<AsyncStoreFailed>(
            "asf", 1,
            static (writer, failed) => writer.Int64(failed.Term).Int64(failed.Attempt).Cause(failed.Cause),
            static (ref reader) => new AsyncStoreFailed(reader.Int64(), reader.Int64(), reader.Cause())),
        MessageCodec.Of<AsyncEvaluated>(
            "aev", 1,
            static (writer, evaluated) => writer.Incarnation(evaluated.Learner).Evaluation(evaluated.Result),
            static (ref reader) => new AsyncEvaluated(reader.Incarnation(), reader.Evaluation())),
    ];

    private static Learning.ReturnRange[] Returns(ref WireReader reader) => reader.List(2 * sizeof(float), static (ref one) => one.Returns());

    private static WireWriter Write(WireWriter writer, AsyncAssignment assignment) => Write(writer, assignment.Roster)
        .Optional(assignment.Worker, static (one, lease) => Write(one, lease))
        .List(assignment.Environments, static (one, lease) => one.Int32(lease.Key.Environment).Incarnation(lease.Key.Incarnation)
            .Optional(lease.State, static (two, state) => two.Tensor(state)).Flag(lease.Existing).Flag(lease.Leaving))
        .List(assignment.Parts, static (one, lease) => Write(one, lease));

    private static AsyncAssignment Assignment(ref WireReader reader) => new(
        Roster(ref reader),
        reader.Optional(static (ref one) => Lease(ref one)),
        reader.List(sizeof(int) + sizeof(long) + 3, static (ref one) => new EnvironmentLease(
            new EnvironmentKey(one.Int32(), one.Incarnation()), one.Optional(static (ref two) => two.Bytes()), one.Flag(), one.Flag())),
        reader.List(LeastPart, static (ref one) => Lease(ref one)));

    private static WireWriter Write(WireWriter writer, Roster roster) => writer
        .Int64(roster.Term).Int64(roster.Serial)
        .Optional(roster.Learner, static (one, address) => one.Address(address))
        .List(roster.Shards, static (one, shard) => one.Optional(shard, static (two, address) => two.Address(address)))
        .Optional(roster.Evaluator, static (one, address) => one.Address(address))
        .List(roster.Workers, static (one, address) => one.Address(address))
        .List(roster.Quarantined, static (one, environment) => one.Int32(environment))
        .Int64(roster.EvaluatedTo).Int64(roster.KeptTo).Flag(roster.Paused);

    private static Roster Roster(ref WireReader reader) => new(
        reader.Int64(),
        reader.Int64(),
        reader.Optional(static (ref one) => one.Address()),
        reader.List(1, static (ref one) => one.Optional(static (ref two) => two.Address())),
        reader.Optional(static (ref one) => one.Address()),
        reader.List(LeastAddress, static (ref one) => one.Address()),
        reader.Array<int>(),
        reader.Int64(),
        reader.Int64(),
        reader.Flag());

    private static WireWriter Write(WireWriter writer, PartLease lease) => writer
        .Byte((byte)lease.Part).Int32(lease.Index).Incarnation(lease.Incarnation).Flag(lease.Existing)
        .Optional(lease.Source, static (one, source) => one.Int64(source.Checkpoint).Int64(source.Updates)
            .Optional(source.Learner, static (two, blob) => two.Blob(blob))
            .Optional(source.Pending, static (two, blob) => two.Blob(blob))
            .Optional(source.Replay, static (two, manifest) => two.Manifest(manifest))
            .List(source.Returns, static (two, returns) => two.Returns(returns)));

    private static PartLease Lease(ref WireReader reader) => new(
        reader.Choice<RunPart>(),
        reader.Int32(),
        reader.Incarnation(),
        reader.Flag(),
        reader.Optional(static (ref one) => new PartSource(
            one.Int64(),
            one.Int64(),
            one.Optional(static (ref two) => two.Blob()),
            one.Optional(static (ref two) => two.Blob()),
            one.Optional(static (ref two) => two.Manifest()),
            Returns(ref one))));

    private static WireWriter Write(WireWriter writer, HostedParts hosted) => writer
        .Text(hosted.Node).Int64(hosted.Term).Int64(hosted.Serial)
        .List(hosted.Parts, static (one, part) => one.Byte((byte)part.Part).Int32(part.Index).Incarnation(part.Incarnation)
            .Byte((byte)part.State).Optional(part.Cause, static (two, cause) => two.Cause(cause)))
        .Keys(hosted.Environments)
        .List(hosted.Quarantined, static (one, environment) => one.Int32(environment));

    private static HostedParts Hosted(ref WireReader reader) => new(
        reader.Text(),
        reader.Int64(),
        reader.Int64(),
        reader.List(LeastPart + 1, static (ref one) => new HostedPart(
            one.Choice<RunPart>(), one.Int32(), one.Incarnation(), one.Choice<PartState>(), one.Optional(static (ref two) => two.Cause()))),
        reader.Keys(),
        reader.Array<int>());
}
