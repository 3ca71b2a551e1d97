using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>LearnerProtocol.cs</c>.</summary>
internal static class LearnerWire
{
    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<PrepareLearner>(
            "pl", 1,
            static (writer, prepare) => writer.Int64(prepare.Epoch).Int64(prepare.Round).Optional(prepare.State, static (one, state) => one.Blob(state))
                .List(prepare.Policies, static (one, policy) => one.Actor(policy)),
            static (ref reader) => new PrepareLearner(
                reader.Int64(), reader.Int64(), reader.Optional(static (ref one) => one.Blob()), reader.List(sizeof(int), static (ref one) => one.Actor()))),
        MessageCodec.Of<LearnerPrepared>(
            "lp", 1,
            static (writer, prepared) => writer.Int64(prepared.Epoch).Weights(prepared.Version),
            static (ref reader) => new LearnerPrepared(reader.Int64(), reader.Weights())),
        MessageCodec.Of<RoundLearned>(
            "rl", 1,
            static (writer, learned) => writer.Int64(learned.Epoch).Int64(learned.Round).Optional(learned.ToEvaluate, static (one, version) => one.Weights(version)),
            static (ref reader) => new RoundLearned(reader.Int64(), reader.Int64(), reader.Optional(static (ref one) => one.Weights()))),
    ];
}
