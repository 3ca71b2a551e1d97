using MtrlAkka.Checkpoints;

namespace MtrlAkka.Replay.Tests;

/// <summary>Transitions whose every number tells task, row and column, so that a misplaced one is seen.</summary>
internal static class Transitions
{
    public static float[] Row(TransitionLayout layout, int task, long number)
    {
        float[] row = new float[layout.RowLength];
        for (int i = 0; i < row.Length; i++) row[i] = (task * 1e5f) + (number * 100) + i;
        row[layout.TerminatedOffset] = number % 2;
        return row;
    }

    public static void Append(this ReplayShard shard, int task, int copy)
    {
        var layout = shard.Options.Layout;
        float[] row = Row(layout, task, shard.Ring(task).Appended);
        var outcome = shard.Append(
            new InsertKey(task, copy, shard.Ledger.Next(task, copy)),
            row.AsSpan(0, layout.Observation),
            row.AsSpan(layout.ActionOffset, layout.Action),
            row[layout.RewardOffset],
            row[layout.TerminatedOffset] != 0,
            row.AsSpan(layout.NextObservationOffset));
        Assert.Equal(InsertOutcome.Inserted, outcome);
    }

    public static string Fingerprint(this ReplayShard shard) =>
        new RunFingerprintBuilder().Add(FingerprintPart.Replay, "shard", shard.Fingerprint).Build().Replay;
}
