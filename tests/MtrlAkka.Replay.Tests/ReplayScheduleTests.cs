using CsCheck;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Replay.Tests;

/// <summary>A shard whose cuts are written late, or not at all, while it goes on; each schedule from its seed.</summary>
public class ReplayScheduleTests
{
    private static readonly TransitionLayout Small = new(3, 2);

    [Fact]
    public void Whatever_becomes_of_its_cuts_every_manifest_is_the_shard_as_it_was() => Gen.Int.Sample(static seed =>
    {
        var chance = new Random(seed);
        int tasks = chance.Next(1, 4), copies = chance.Next(1, 3), capacity = chance.Next(1, 12);
        var store = new MemoryBlobStore();
        var shard = new ReplayShard(new ReplayShardOptions(Small, 0, tasks - 1, copies, capacity));
        (ShardCut Cut, long[] Inserts)? writing = null;
        (ShardManifest Manifest, long[] Inserts)? adopted = null;
        for (int step = chance.Next(20, 200); step > 0; step--)
        {
            switch (chance.Next(10))
            {
                case < 6:
                    shard.Append(chance.Next(tasks), chance.Next(copies));
                    break;
                case 6:
                    // One that is under way is given up.
                    var cut = shard.Cut();
                    Assert.True(cut.TryDetach());
                    writing = (cut, [.. shard.Ledger.Counters]);
                    break;
                case 7 when writing is { } written:
                    var blob = written.Cut.Segment.Rows > 0 ? store.Write(written.Cut.WriteTo) : null;
                    // Killed between the write and what follows from it.
                    if (chance.Next(4) > 0) adopted = (shard.Adopt(written.Cut, blob), written.Inserts);
                    writing = null;
                    break;
                case 8 when adopted is { } checkpoint:
                    using (var restored = ReplayShard.Restore(checkpoint.Manifest, store.OpenRead)) Check(restored, checkpoint.Inserts);
                    break;
                case 9 when adopted is { } checkpoint && chance.Next(3) == 0:
                    shard.Dispose();
                    (shard, writing) = (ReplayShard.Restore(checkpoint.Manifest, store.OpenRead), null);
                    Check(shard, checkpoint.Inserts);
                    break;
            }
        }

        shard.Dispose();
    }, iter: 1000, threads: 1);

    // Every row tells its task and number.
    private static void Check(ReplayShard shard, long[] inserts)
    {
        var options = shard.Options;
        Assert.Equal(inserts, shard.Ledger.Counters.ToArray());
        for (int task = 0; task < options.Tasks; task++)
        {
            var ring = shard.Ring(task);
            Assert.Equal(inserts.Skip(task * options.Copies).Take(options.Copies).Sum(), ring.Appended);
            Assert.Equal(Math.Min(ring.Appended, options.Capacity), ring.Count);
            for (long row = ring.First; row < ring.Appended; row++) Assert.Equal(Transitions.Row(Small, task, row), ring.Row(row).ToArray());
        }
    }
}
