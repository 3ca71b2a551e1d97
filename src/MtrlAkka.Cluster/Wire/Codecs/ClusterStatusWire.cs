using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>ClusterStatusProtocol.cs</c>.</summary>
internal static class ClusterStatusWire
{
    private const int LeastNode = 4 + 4 + 1 + 4 + 8 + 1;

    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<AskClusterStatus>("as", 1, static (_, _) => { }, static (ref _) => new AskClusterStatus()),
        MessageCodec.Of<ClusterStatus>(
            "cs", 1,
            static (writer, status) => writer
                .Text(status.Director)
                .List(status.Nodes, Write)
                .Optional(status.Run, Write)
                .Texts(status.Queue)
                .Texts(status.Alarms),
            static (ref reader) => new ClusterStatus(
                reader.Text(),
                reader.List(LeastNode, static (ref one) => Node(ref one)),
                reader.Optional(static (ref one) => Run(ref one)),
                reader.Texts(),
                reader.Texts())),
    ];

    private static void Write(WireWriter writer, NodeStatus node) => writer
        .Text(node.Address).Texts(node.Roles).Byte((byte)node.State).Text(node.Project).Double(node.ReportAge)
        .Optional(node.Figures, static (one, figures) => one.Figures(figures));

    private static NodeStatus Node(ref WireReader reader) => new(
        reader.Text(), reader.Texts(), reader.Choice<NodeState>(), reader.Text(), reader.Double(),
        reader.Optional(static (ref one) => one.Figures()));

    private static void Write(WireWriter writer, RunStatus run) => writer
        .Text(run.Name).Text(run.Preset).Text(run.Mode).Text(run.Phase)
        .Int64(run.Round).Int64(run.TotalRounds).Int64(run.Epoch).Int32(run.Rollbacks)
        .OptionalValue(run.CommitRound, static (one, round) => one.Int64(round))
        .OptionalNumber(run.CommitAge).OptionalNumber(run.StepsPerSecond).OptionalNumber(run.UpdatesPerSecond)
        .OptionalNumber(run.EvaluationSuccess).OptionalNumber(run.TrainingSuccess)
        .Waits(run.Waits)
        .Texts(run.Quarantined).Texts(run.Alarms);

    private static RunStatus Run(ref WireReader reader) => new()
    {
        Name = reader.Text(),
        Preset = reader.Text(),
        Mode = reader.Text(),
        Phase = reader.Text(),
        Round = reader.Int64(),
        TotalRounds = reader.Int64(),
        Epoch = reader.Int64(),
        Rollbacks = reader.Int32(),
        CommitRound = reader.OptionalValue(static (ref one) => one.Int64()),
        CommitAge = reader.OptionalNumber(),
        StepsPerSecond = reader.OptionalNumber(),
        UpdatesPerSecond = reader.OptionalNumber(),
        EvaluationSuccess = reader.OptionalNumber(),
        TrainingSuccess = reader.OptionalNumber(),
        Waits = reader.Waits(),
        Quarantined = reader.Texts(),
        Alarms = reader.Texts(),
    };
}
