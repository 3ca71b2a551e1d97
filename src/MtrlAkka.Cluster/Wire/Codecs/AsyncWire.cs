using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>AsyncProtocol.cs</c>.</summary>
internal static class AsyncWire
{
    private const int MarkBytes = sizeof(int) + (3 * sizeof(long));

    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<ClaimEnvironments>(
            "ce", 1,
            static (writer, claim) => writer.Incarnation(claim.Shard).Address(claim.Worker).Keys(claim.Environments),
            static (ref reader) => new ClaimEnvironments(reader.Incarnation(), reader.Address(), reader.Keys())),
        MessageCodec.Of<AppendSteps>(
            "aps", 1,
            static (writer, append) => Write(writer.Incarnation(append.Shard), append.Steps),
            static (ref reader) => new AppendSteps(reader.Incarnation(), Read(ref reader))),
        MessageCodec.Of<StepsInserted>(
            "si", 1,
            static (writer, inserted) => writer.Int32(inserted.Shard).Incarnation(inserted.Incarnation)
                .List(inserted.Marks, static (one, mark) => one.Int32(mark.Environment).Incarnation(mark.Incarnation).Int64(mark.Inserted).Int64(mark.Received))
                .Flag(inserted.Answer),
            static (ref reader) => new StepsInserted(
                reader.Int32(),
                reader.Incarnation(),
                reader.List(MarkBytes, static (ref one) => new InsertMark(one.Int32(), one.Incarnation(), one.Int64(), one.Int64())),
                reader.Flag())),
        MessageCodec.Of<DrawBatches>(
            "db", 1,
            static (writer, draw) => writer.Incarnation(draw.Shard).Address(draw.Learner)
                .Int64(draw.Updates).Int64(draw.From).Int64(draw.Until).Flag(draw.Again),
            static (ref reader) => new DrawBatches(reader.Incarnation(), reader.Address(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Flag())),
        MessageCodec.Of<WantWeights>(
            "ww", 1,
            static (writer, want) => writer.Incarnation(want.Learner).Address(want.Worker),
            static (ref reader) => new WantWeights(reader.Incarnation(), reader.Address())),
        MessageCodec.Of<EvaluateWeights>(
            "ew", 1,
            static (writer, evaluate) => writer.Incarnation(evaluate.Evaluator).Address(evaluate.Learner).Weights(evaluate.Version),
            static (ref reader) => new EvaluateWeights(reader.Incarnation(), reader.Address(), reader.Weights())),
        MessageCodec.Of<EvaluationTaken>(
            "et", 1,
            static (writer, taken) => writer.Incarnation(taken.Evaluator).Int64(taken.Round),
            static (ref reader) => new EvaluationTaken(reader.Incarnation(), reader.Int64())),
    ];

    public static WireWriter Incarnation(this WireWriter writer, Incarnation incarnation) => writer.Int64(incarnation.Value);

    public static Incarnation Incarnation(ref this WireReader reader) => new(reader.Int64());

    public static WireWriter Address(this WireWriter writer, PartAddress address) =>
        writer.Text(address.Node).Byte((byte)address.Part).Int32(address.Index).Incarnation(address.Incarnation);

    public static PartAddress Address(ref this WireReader reader) => new(reader.Text(), reader.Choice<RunPart>(), reader.Int32(), reader.Incarnation());

    public static WireWriter Keys(this WireWriter writer, IReadOnlyList<EnvironmentKey> keys) =>
        writer.List(keys, static (one, key) => one.Int32(key.Environment).Incarnation(key.Incarnation));

    public static EnvironmentKey[] Keys(ref this WireReader reader) =>
        reader.List(sizeof(int) + sizeof(long), static (ref one) => new EnvironmentKey(one.Int32(), one.Incarnation()));

    private static WireWriter Write(WireWriter writer, StepRows steps) => writer
        .Tensor(steps.Environments).Tensor(steps.Incarnations).Tensor(steps.Numbers).Tensor(steps.Versions)
        .List(steps.Returns, static (one, returns) => one.Returns(returns)).Tensor(steps.Rows);

    private static StepRows Read(ref WireReader reader)
    {
        int[] environments = Tensor<int>(ref reader);
        long[] incarnations = Tensor<long>(ref reader), numbers = Tensor<long>(ref reader), versions = Tensor<long>(ref reader);
        var returns = reader.List(2 * sizeof(float), static (ref one) => one.Returns());
        return new StepRows(environments, incarnations, numbers, versions, returns, Tensor<float>(ref reader));
    }

    private static T[] Tensor<T>(ref WireReader reader)
        where T : unmanaged
    {
        T[] values = GC.AllocateUninitializedArray<T>(reader.TensorLength(System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
        reader.Body(values);
        return values;
    }
}
