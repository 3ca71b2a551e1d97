using CsCheck;

namespace MtrlAkka.Checkpoints.Tests;

public class RetentionTests
{
    [Fact]
    public void Keeps_the_last_and_the_first_of_every_span()
    {
        CheckpointManifest[] committed = [.. new long[] { 50, 100, 150, 200, 260, 310, 330 }.Select(static (round, i) => Manifest(i + 1, round, []))];
        Assert.Equal([50, 100, 200, 310, 330], Rounds(new RetentionPolicy(1, 100).Kept(committed)));
        Assert.Equal([260, 310, 330], Rounds(new RetentionPolicy(3, 0).Kept(committed.Reverse())));
        Assert.Equal(7, new RetentionPolicy(10, 0).Kept(committed).Count);
        Assert.Empty(new RetentionPolicy(1, 1).Kept([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetentionPolicy(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetentionPolicy(1, -1));
    }

    [Fact]
    public void Applied_after_each_commit_it_keeps_what_it_would_keep_at_the_end() =>
        Gen.Select(Gen.Int[1, 4], Gen.Long[0, 20], Gen.Long[0, 9].Array[0, 40]).Sample((last, every, steps) =>
        {
            var policy = new RetentionPolicy(last, every);
            var all = new List<CheckpointManifest>();
            IReadOnlyList<CheckpointManifest> kept = [];
            long round = 0;
            foreach (long step in steps)
            {
                all.Add(Manifest(all.Count + 1, round += step, []));
                kept = policy.Kept([.. kept, all[^1]]);
                Assert.Contains(all[^1], kept);
            }

            Assert.Equal(Rounds(policy.Kept(all)), Rounds(kept));
        });

    [Fact]
    public void No_blob_of_a_kept_checkpoint_is_ever_lost() =>
        Gen.Select(Gen.Int[1, 3], Gen.Long[0, 3], Gen.Select(Gen.Int[0, 6].Array[1, 5], Gen.Bool, Gen.Int[-1, 4]).Array[0, 25]).Sample((last, every, checkpoints) =>
        {
            // Each checkpoint writes some blobs, new ones and ones that others have too; is committed or killed before;
            // then the collector runs, and may be killed after some deletes.
            var memory = new MemoryBlobStore();
            var policy = new RetentionPolicy(last, every);
            var committed = new List<CheckpointManifest>();
            int attempt = 0;
            foreach (var (contents, commits, killAfter) in checkpoints)
            {
                attempt++;
                BlobRef[] blobs = [.. contents.Select(content => memory.Write(new byte[] { (byte)content, (byte)(content < 4 ? attempt : 0) }))];
                if (commits)
                {
                    committed.Add(Manifest(attempt, attempt, blobs));
                    committed = [.. policy.Kept(committed)];
                    var store = new FaultyBlobStore(memory, FaultPlan.None, (moment, number) =>
                    {
                        if (number == killAfter) throw new KilledException();
                    });
                    try
                    {
                        BlobCollector.Collect(store, committed);
                        Assert.Equal(committed.SelectMany(static checkpoint => checkpoint.Blobs()).Distinct().Count(), memory.List().Count());
                    }
                    catch (KilledException)
                    {
                    }
                }

                foreach (var blob in committed.SelectMany(static checkpoint => checkpoint.Blobs())) memory.ReadVerified(blob);
            }
        });

    [Fact]
    public void Blobs_on_their_way_stay_and_a_run_without_a_checkpoint_is_left_alone()
    {
        var store = new MemoryBlobStore();
        BlobRef kept = store.Write("kept"u8.ToArray()), coming = store.Write("coming"u8.ToArray());
        store.Write("old"u8.ToArray());
        Assert.Throws<ArgumentException>(() => BlobCollector.Collect(store, []));
        Assert.Equal((1, 3), BlobCollector.Collect(store, [Manifest(1, 1, [kept])], [coming]));
        Assert.Equal(2, store.List().Count());
    }

    private static long[] Rounds(IEnumerable<CheckpointManifest> checkpoints) => [.. checkpoints.Select(static checkpoint => checkpoint.Round)];

    private static CheckpointManifest Manifest(long number, long round, BlobRef[] blobs) => new(
        "run",
        1,
        number,
        round,
        new Provenance("0.1.0", "3.3.0", "1", "2", 42, "abc", "cpu"),
        blobs.FirstOrDefault() ?? new BlobRef(new string('0', 64), 0),
        blobs.FirstOrDefault() ?? new BlobRef(new string('0', 64), 0),
        [.. blobs.Select(static (blob, task) => new EnvironmentEntry(task, 0, blob))],
        [],
        new Dictionary<string, long>());

    private sealed class KilledException : Exception;
}
