using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>EvaluationProtocol.cs</c>.</summary>
internal static class EvaluationWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<Evaluate>(
            "ev", 1,
            static (writer, evaluate) => writer.Int64(evaluate.Epoch).Weights(evaluate.Version),
            static (ref reader) => new Evaluate(reader.Int64(), reader.Weights())),
        MessageCodec.Of<EvaluationResult>(
            "er", 1,
            static (writer, result) => writer.Evaluation(result),
            static (ref reader) => reader.Evaluation()),
        MessageCodec.Of<EvaluationCompleted>(
            "en", 1,
            static (writer, completed) => writer.Int64(completed.Epoch).Evaluation(completed.Result),
            static (ref reader) => new EvaluationCompleted(reader.Int64(), reader.Evaluation())),
        MessageCodec.Of<PrepareEvaluator>(
            "pv", 1,
            static (writer, prepare) => writer.Int64(prepare.Epoch),
            static (ref reader) => new PrepareEvaluator(reader.Int64())),
    ];
}
