using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.Learning.Plasticity;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>MetricsProtocol.cs</c>.</summary>
internal static class MetricsWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<PhaseChanged>(
            "ph", 1,
            static (writer, changed) => writer.Text(changed.Phase).Int64(changed.Round),
            static (ref reader) => new PhaseChanged(reader.Text(), reader.Int64())),
        MessageCodec.Of<RoundCompleted>(
            "rc", 1,
            static (writer, completed) => writer.Int64(completed.Round),
            static (ref reader) => new RoundCompleted(reader.Int64())),
        MessageCodec.Of<EpisodeCompleted>(
            "eo", 1,
            static (writer, completed) => writer.Int64(completed.Round).Int32(completed.Environment).Episode(completed.Episode),
            static (ref reader) => new EpisodeCompleted(reader.Int64(), reader.Int32(), reader.Episode())),
        MessageCodec.Of<LearnerMetrics>(
            "lm", 1,
            static (writer, learner) => Write(writer.Int64(learner.Round), learner.Metrics),
            static (ref reader) => new LearnerMetrics(reader.Int64(), Read(ref reader))),
        MessageCodec.Of<PlasticityMeasured>(
            "pm", 1,
            static (writer, measured) => writer.Int64(measured.Round).Int64(measured.Report.Update)
                .List(measured.Report.Values, static (one, figure) => one.Text(figure.Tag).Double(figure.Value)),
            static (ref reader) => new PlasticityMeasured(
                reader.Int64(),
                new PlasticityReport(reader.Int64(), reader.List(12, static (ref one) => (one.Text(), one.Double()))))),
        MessageCodec.Of<CheckpointReport>(
            "cr", 2,
            static (writer, report) => writer.Int64(report.Round).Double(report.Seconds).OptionalNumber(report.Pause).Int64(report.Bytes).Int64(report.NewBytes),
            static (ref reader) => new CheckpointReport(reader.Int64(), reader.Double(), reader.OptionalNumber(), reader.Int64(), reader.Int64())),
        MessageCodec.Of<EnvironmentBroken>(
            "eb", 1,
            static (writer, broken) => writer.Int32(broken.Environment).Optional(broken.Failure, static (one, failure) => one.Text(failure)).Flag(broken.Quarantined),
            static (ref reader) => new EnvironmentBroken(reader.Int32(), reader.Optional(static (ref one) => one.Text()), reader.Flag())),
        MessageCodec.Of<Alarm>(
            "al", 1,
            static (writer, alarm) => writer.Text(alarm.Key).Optional(alarm.Text, static (one, text) => one.Text(text)),
            static (ref reader) => new Alarm(reader.Text(), reader.Optional(static (ref one) => one.Text()))),
    ];

    private static void Write(WireWriter writer, UpdateMetrics metrics) => writer
        .Int64(metrics.Updates)
        .Double(metrics.CriticLoss).Double(metrics.CriticValue).Double(metrics.ActorLoss).Double(metrics.TemperatureLoss)
        .Double(metrics.Entropy)
        .Double(metrics.CriticGradientNorm).Double(metrics.ActorGradientNorm)
        .Double(metrics.CriticParameterNorm).Double(metrics.ActorParameterNorm)
        .OptionalValue(metrics.CriticConflicts, static (one, pairs) => one.Double(pairs))
        .OptionalValue(metrics.ActorConflicts, static (one, pairs) => one.Double(pairs))
        .List(metrics.CriticTaskWeights, static (one, weight) => one.Double(weight))
        .List(metrics.ActorTaskWeights, static (one, weight) => one.Double(weight))
        .OptionalValue(metrics.ActorTreatments, Write).OptionalValue(metrics.CriticTreatments, Write)
        .List(metrics.Temperatures, static (one, temperature) => one.Double(temperature))
        .List(metrics.RewardDivisors, static (one, divisor) => one.Double(divisor));

    private static void Write(WireWriter writer, TreatmentCounts counts) =>
        writer.Int64(counts.RecycledUnits).Int64(counts.Resets).Int64(counts.Perturbations).Int64(counts.RewiredWeights);

    private static TreatmentCounts Treatments(ref WireReader reader) => new(reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64());

    private static UpdateMetrics Read(ref WireReader reader) => new()
    {
        Updates = reader.Int64(),
        CriticLoss = reader.Double(),
        CriticValue = reader.Double(),
        ActorLoss = reader.Double(),
        TemperatureLoss = reader.Double(),
        Entropy = reader.Double(),
        CriticGradientNorm = reader.Double(),
        ActorGradientNorm = reader.Double(),
        CriticParameterNorm = reader.Double(),
        ActorParameterNorm = reader.Double(),
        CriticConflicts = reader.OptionalValue(static (ref one) => one.Double()),
        ActorConflicts = reader.OptionalValue(static (ref one) => one.Double()),
        CriticTaskWeights = reader.Array<double>(),
        ActorTaskWeights = reader.Array<double>(),
        ActorTreatments = reader.OptionalValue(static (ref one) => Treatments(ref one)),
        CriticTreatments = reader.OptionalValue(static (ref one) => Treatments(ref one)),
        Temperatures = reader.Array<double>(),
        RewardDivisors = reader.Array<double>(),
    };
}
