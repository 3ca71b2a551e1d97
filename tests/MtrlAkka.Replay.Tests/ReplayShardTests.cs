using CsCheck;
using MtrlAkka.Checkpoints;
using MtrlAkka.Numerics;

namespace MtrlAkka.Replay.Tests;

public class ReplayShardTests
{
    private static readonly TransitionLayout Small = new(3, 2);

    private static ReplayShard Shard(int capacity, int first = 0, int last = 1, int copies = 2) =>
        new(new ReplayShardOptions(Small, first, last, copies, capacity));

    [Fact]
    public void A_restored_shard_equals_the_one_that_was_checkpointed() =>
        Gen.Select(Gen.Int[1, 12], Gen.OneOf(Gen.Int[0, 3], Gen.Const(4), Gen.Const(5)).Array[0, 80]).Sample((capacity, actions) =>
        {
            // 0–3 append to one of the environments, 4 checkpoints, 5 checkpoints and goes on with the restored shard.
            var store = new MemoryBlobStore();
            var shard = Shard(capacity);
            foreach (int action in actions.Append(5))
            {
                if (action < 4)
                {
                    shard.Append(action / 2, action % 2);
                    continue;
                }

                var manifest = shard.Checkpoint(store);
                if (action == 4) continue;
                var restored = ReplayShard.Restore(manifest, store.OpenRead);
                AssertEqual(shard, restored);
                shard.Dispose();
                shard = restored;
                Assert.Equal(manifest.Segments, shard.Checkpoint(store).Segments);
            }

            shard.Dispose();
        });

    [Fact]
    public void Only_rows_that_no_segment_holds_are_sealed()
    {
        var store = new MemoryBlobStore();
        using var shard = Shard(capacity: 4);
        for (int i = 0; i < 3; i++) shard.Append(0, 0);
        Assert.Equal(3, shard.Cut().Segment.Rows);
        shard.Checkpoint(store);
        Assert.Equal(0, shard.Cut().Segment.Rows);
        for (int i = 0; i < 3; i++) shard.Append(0, 0);
        var manifest = shard.Checkpoint(store);
        Assert.Equal([3, 6], manifest.Segments.Select(static segment => segment.To[0]));

        // The first segment's rows 0 to 2 go one after another; with the last of them the segment goes.
        shard.Append(0, 0);
        manifest = shard.Checkpoint(store);
        Assert.Equal([6, 7], manifest.Segments.Select(static segment => segment.To[0]));
    }

    [Fact]
    public void A_failed_write_is_made_up_for_by_the_next_checkpoint()
    {
        var inner = new MemoryBlobStore();
        var store = new FaultyBlobStore(inner, FaultPlan.Scripted((0, BlobFault.DiskFull)));
        using var shard = Shard(capacity: 8);
        for (int i = 0; i < 3; i++) shard.Append(1, 1);
        Assert.Throws<BlobWriteException>(() => shard.Checkpoint(store));
        Assert.Empty(inner.List());
        shard.Append(0, 0);
        using var restored = ReplayShard.Restore(shard.Checkpoint(store), store.OpenRead);
        AssertEqual(shard, restored);
    }

    [Fact]
    public void A_segment_written_too_late_is_refused()
    {
        using var shard = Shard(capacity: 2);
        shard.Append(0, 0);
        shard.Append(0, 0);
        var segment = shard.Cut().Segment;
        shard.Append(0, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => segment.WriteTo(Stream.Null));
    }

    [Fact]
    public void A_detached_cut_stays_as_it_was_while_the_shard_goes_on()
    {
        var store = new MemoryBlobStore();
        using var shard = Shard(capacity: 2);
        using var twin = Shard(capacity: 2);
        for (int i = 0; i < 2; i++)
        {
            shard.Append(0, 0);
            twin.Append(0, 0);
        }

        var cut = shard.Cut();
        Assert.True(cut.TryDetach());
        for (int i = 0; i < 3; i++) shard.Append(0, 0);
        using var restored = ReplayShard.Restore(shard.Adopt(cut, store.Write(cut.WriteTo)), store.OpenRead);
        AssertEqual(twin, restored);
        Assert.Throws<InvalidOperationException>(() => shard.Adopt(cut, null));
        using var later = ReplayShard.Restore(shard.Checkpoint(store), store.OpenRead);
        AssertEqual(shard, later);
    }

    [Fact]
    public void The_segments_length_is_told_beforehand()
    {
        using var shard = Shard(capacity: 3);
        for (int i = 0; i < 5; i++) shard.Append(0, 0);
        var segment = shard.Cut().Segment;
        using var stream = new MemoryStream();
        segment.WriteTo(stream);
        Assert.Equal(segment.Bytes, stream.Length);
    }

    [Fact]
    public void Damaged_or_lacking_segments_are_named()
    {
        var store = new MemoryBlobStore();
        using var shard = Shard(capacity: 8);
        shard.Append(0, 0);
        var first = shard.Checkpoint(store);
        shard.Append(0, 0);
        var manifest = shard.Checkpoint(store);
        var lacking = manifest with { Segments = [manifest.Segments[1]] };
        Assert.Contains("lack rows from 1", Assert.Throws<InvalidDataException>(
            () => ReplayShard.Restore(manifest with { Segments = first.Segments }, store.OpenRead)).Message);
        Assert.Contains("lack rows from 0", Assert.Throws<InvalidDataException>(() => ReplayShard.Restore(lacking, store.OpenRead)).Message);
        var other = manifest with { Segments = [manifest.Segments[0] with { Blob = manifest.Segments[1].Blob }, manifest.Segments[1]] };
        Assert.Contains("other rows", Assert.Throws<InvalidDataException>(() => ReplayShard.Restore(other, store.OpenRead)).Message);
        Assert.Contains("other tasks or sizes", Assert.Throws<InvalidDataException>(
            () => ReplayShard.Restore(manifest with { FirstTask = 1, LastTask = 2 }, store.OpenRead)).Message);
        store.Delete(manifest.Segments[0].Blob);
        Assert.Throws<BlobMissingException>(() => ReplayShard.Restore(manifest, store.OpenRead));
    }

    [Fact]
    public void A_batch_does_not_depend_on_how_tasks_are_spread_over_shards()
    {
        const int PerTask = 5;
        using var whole = Shard(capacity: 20, last: 3);
        using var left = Shard(capacity: 20, first: 0, last: 1);
        using var right = Shard(capacity: 20, first: 2, last: 3);
        for (int task = 0; task < 4; task++)
        {
            for (int i = 0; i < 13 + task; i++)
            {
                whole.Append(task, 0);
                (task < 2 ? left : right).Append(task, 0);
            }
        }

        var random = new CounterRandom(42, 1);
        var one = new TransitionBatch(Small, 4 * PerTask);
        var two = new TransitionBatch(Small, 4 * PerTask);
        whole.SampleInto(one.Columns, PerTask, random, 9);
        left.SampleInto(two.Columns.Slice(0, 2 * PerTask), PerTask, random, 9);
        right.SampleInto(two.Columns.Slice(2 * PerTask, 2 * PerTask), PerTask, random, 9);
        Assert.Equal(one.Observations, two.Observations);
        Assert.Equal(one.NextObservations, two.NextObservations);
        for (int row = 0; row < one.Rows; row++) Assert.InRange(one.Rewards[row] - (row / PerTask * 1e5f), 0, 99_999);
    }

    [Fact]
    public void A_round_that_comes_twice_changes_nothing_and_a_gap_is_an_error()
    {
        using var shard = Shard(capacity: 8);
        InsertKey[] keys = [new(0, 0, 0), new(0, 1, 0), new(1, 0, 0), new(0, 0, 1)];
        float[] rows = [.. Enumerable.Range(0, 4).SelectMany(static n => Transitions.Row(Small, 0, n))];
        Assert.Equal(4, shard.AppendRound(keys, rows));
        string before = shard.Fingerprint();
        Assert.Equal(0, shard.AppendRound(keys, rows));
        Assert.Equal(before, shard.Fingerprint());
        Assert.Equal((3, 1), (shard.Ring(0).Appended, shard.Ring(1).Appended));
        var gap = Assert.Throws<InsertGapException>(() => shard.AppendRound([new(1, 1, 2)], rows.AsSpan(0, Small.RowLength)));
        Assert.Equal((0, 2), (gap.Expected, gap.Number));
        Assert.Contains("environment 1 of task 1", gap.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => shard.AppendRound([new(2, 0, 0)], rows.AsSpan(0, Small.RowLength)));
    }

    [Fact]
    public void A_ledger_takes_each_number_once_whatever_is_resent() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[-3, 1]).Array[0, 60].Sample(steps =>
        {
            var ledger = new InsertLedger(firstTask: 5, tasks: 3, copies: 1);
            long[] model = new long[3];
            foreach (var (task, offset) in steps)
            {
                long number = model[task] + offset;
                if (number < 0) continue;
                var key = new InsertKey(5 + task, 0, number);
                if (offset > 0) Assert.Throws<InsertGapException>(() => ledger.Count(key));
                else Assert.Equal(offset == 0 ? InsertOutcome.Inserted : InsertOutcome.Repeated, ledger.Count(key));
                if (offset == 0) model[task]++;
                Assert.Equal(model, ledger.Counters.ToArray());
            }
        });

    private static void AssertEqual(ReplayShard expected, ReplayShard actual)
    {
        Assert.Equal(expected.Options, actual.Options);
        Assert.Equal(expected.Fingerprint(), actual.Fingerprint());
        Assert.Equal(expected.Ledger.Counters.ToArray(), actual.Ledger.Counters.ToArray());
        for (int task = expected.Options.FirstTask; task <= expected.Options.LastTask; task++)
        {
            ReplayRing one = expected.Ring(task), two = actual.Ring(task);
            Assert.Equal((one.Appended, one.Count, one.First), (two.Appended, two.Count, two.First));
            for (long row = one.First; row < one.Appended; row++)
            {
                Assert.Equal(one.Row(row).ToArray(), two.Row(row).ToArray());

                // The same stretch lies together in both: the physical layout is the same.
                Assert.Equal(one.Rows(row, one.Appended).Length, two.Rows(row, two.Appended).Length);
            }
        }
    }
}
