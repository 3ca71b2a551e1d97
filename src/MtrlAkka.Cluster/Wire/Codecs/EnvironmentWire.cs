using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>Codecs of <c>EnvironmentProtocol.cs</c>, and the rows that <see cref="ReplayWire"/> carries.</summary>
internal static class EnvironmentWire
{
    /// <summary>Bytes that a step takes at least.</summary>
    public const int LeastStep = 9;

    private const byte HasTransition = 1, HasEpisode = 2, OfSameRound = 4, ObservesNext = 8, HasReturns = 16;

    public static IReadOnlyList<MessageCodec> Codecs { get; } =
    [
        MessageCodec.Of<EnvironmentCaptured>(
            "ec", 1,
            static (writer, captured) => writer.Int32(captured.Environment).Int64(captured.Epoch).Int64(captured.Number).Tensor(captured.State),
            static (ref reader) => new EnvironmentCaptured(reader.Int32(), reader.Int64(), reader.Int64(), reader.Bytes())),
    ];

    /// <summary>Writes a step of a round; what can be told from the rest is left out.</summary>
    public static void Write(WireWriter writer, EnvironmentStepped step, long epoch, long round)
    {
        bool sameRound = step.Epoch == epoch && step.Round == round;
        bool observesNext = step.Transition is { } last && SameBits(step.Observation, last.NextObservation);
        bool returns = step.Returns != ReturnRange.Unknown;
        writer.Byte((byte)((step.Transition is null ? 0 : HasTransition) | (step.Episode is null ? 0 : HasEpisode)
            | (sameRound ? OfSameRound : 0) | (observesNext ? ObservesNext : 0) | (returns ? HasReturns : 0)));
        writer.Int32(step.Environment);
        if (!sameRound) writer.Int64(step.Epoch).Int64(step.Round);
        if (step.Transition is { } row)
        {
            writer.Int64(row.Number).Array<float>(row.Observation)
                .Single(row.Action.X).Single(row.Action.Y).Single(row.Action.Z).Single(row.Action.Gripper)
                .Single(row.Reward).Array<float>(row.NextObservation).Flag(row.Terminated);
        }

        if (!observesNext) writer.Array<float>(step.Observation);
        if (step.Episode is not null) writer.Episode(step.Episode);
        if (returns) writer.Returns(step.Returns);
    }

    /// <summary>Reads a step of a round.</summary>
    public static EnvironmentStepped Read(ref WireReader reader, long epoch, long round)
    {
        byte has = reader.Byte();
        int environment = reader.Int32();
        if ((has & OfSameRound) == 0) (epoch, round) = (reader.Int64(), reader.Int64());
        var row = (has & HasTransition) == 0 ? null : new Transition(
            reader.Int64(),
            reader.Array<float>(),
            new EnvironmentAction(reader.Single(), reader.Single(), reader.Single(), reader.Single()),
            reader.Single(),
            reader.Array<float>(),
            reader.Flag());
        if ((has & ObservesNext) != 0 && row is null) throw reader.Broken("a step without a transition observes what follows it");
        float[] observation = (has & ObservesNext) != 0 ? row!.NextObservation : reader.Array<float>();
        var episode = (has & HasEpisode) == 0 ? null : reader.Episode();
        return new EnvironmentStepped(environment, epoch, round, row, observation, episode, (has & HasReturns) == 0 ? ReturnRange.Unknown : reader.Returns());
    }

    private static bool SameBits(float[] one, float[] other) =>
        ReferenceEquals(one, other) || OutgoingMessage.BytesOf(one).SequenceEqual(OutgoingMessage.BytesOf(other));
}
