using CsCheck;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Tests;

/// <summary>The coordinator's record: what it says does not depend on whether its journal was compacted, and where.</summary>
public class RunRecordTests
{
    private static readonly RetentionPolicy Retention = new(2, 50);

    [Fact]
    public void A_snapshot_and_the_events_behind_it_say_what_all_events_say() => Gen.Int[0, 5].Array[1, 60].Sample(choices =>
    {
        RunRecord whole = new(), compacted = new();
        long round = 0;
        foreach (int choice in choices)
        {
            IRunEvent? happened = choice switch
            {
                0 => new EpochStarted(whole.Epoch + 1),
                1 or 2 => new CheckpointCommitted(Manifest(whole.Epoch, whole.NextNumber, round += 10)),
                3 when whole.Committed.Count > 1 => new CheckpointDropped(whole.NextNumber - 1),
                _ => null,
            };
            if (happened is not null)
            {
                whole.Apply(happened);
                compacted.Apply(happened);
            }

            if (choice == 4) compacted = Turned(compacted);
            if (choice == 5)
            {
                whole.Retain(Retention);
                compacted.Retain(Retention);
            }

            Assert.Equal((whole.Epoch, whole.NextNumber, whole.LastRound), (compacted.Epoch, compacted.NextNumber, compacted.LastRound));
            Assert.Equal(Numbers(whole), Numbers(compacted));
        }

        compacted.Apply(new RunFinished(round));
        Assert.True(Turned(compacted).Finished);
    });

    [Fact]
    public void A_commit_of_a_replaced_coordinator_does_not_count()
    {
        var record = new RunRecord();
        record.Apply(new EpochStarted(1));
        record.Apply(new CheckpointCommitted(Manifest(1, 1, 10)));
        record.Apply(new EpochStarted(2));
        record.Apply(new CheckpointCommitted(Manifest(1, 2, 20)));
        Assert.Equal(10, record.LastRound);
        record.Apply(new CheckpointCommitted(Manifest(2, 2, 15)));
        Assert.Equal([1L, 2], Numbers(record));
        Assert.Equal(15, record.LastRound);
    }

    [Fact]
    public void What_was_set_aside_is_in_a_snapshot_until_the_journal_knows()
    {
        var record = new RunRecord();
        foreach (long number in new[] { 1L, 2, 3 }) record.Apply(new CheckpointCommitted(Manifest(0, number, number * 10)));
        record.SetAside(record.Last!);
        Assert.Equal(20, record.LastRound);
        Assert.Equal([1L, 2, 3], Numbers(Turned(record)));
        record.Apply(new CheckpointDropped(3));
        Assert.Empty(record.Unusable);
        Assert.Equal([1L, 2], Numbers(Turned(record)));
    }

    private static long[] Numbers(RunRecord record) => [.. record.Committed.Select(static manifest => manifest.Number)];

    private static RunRecord Turned(RunRecord record)
    {
        var turned = new RunRecord();
        turned.Restore(record.TakeSnapshot());
        Assert.Equal(0, record.CommitsSinceSnapshot);
        return turned;
    }

    internal static CheckpointManifest Manifest(long epoch, long number, long round)
    {
        var blob = new BlobRef(new string('a', 64), 12);
        return new CheckpointManifest("run", epoch, number, round, new Provenance("1", "2", "3", "v2", 5, "6", "7"), blob, blob, [], [], new Dictionary<string, long>());
    }
}
