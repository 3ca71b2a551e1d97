using CsCheck;
using MtrlAkka.Numerics;

namespace MtrlAkka.Replay.Tests;

public class ReplayRingTests
{
    private static readonly TransitionLayout Small = new(3, 2);

    [Fact]
    public void Meta_Worlds_row_is_84_numbers() => Assert.Equal((84, 336), (TransitionLayout.MetaWorld.RowLength, TransitionLayout.MetaWorld.RowBytes));

    [Fact]
    public void Holds_the_newest_rows_as_a_list_would() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 12].Array[0, 8]).Sample((capacity, chunks) =>
        {
            using var ring = new ReplayRing(Small, capacity);
            var model = new List<float[]>();
            foreach (int chunk in chunks)
            {
                float[][] rows = [.. Enumerable.Range(model.Count, chunk).Select(static n => Transitions.Row(Small, 0, n))];
                ring.AppendRows([.. rows.SelectMany(static row => row)]);
                model.AddRange(rows);
                Assert.Equal(model.Count, ring.Appended);
                Assert.Equal(Math.Min(model.Count, capacity), ring.Count);
                for (long n = ring.First; n < ring.Appended; n++) Assert.Equal(model[(int)n], ring.Row(n).ToArray());
                Assert.Throws<ArgumentOutOfRangeException>(() => ring.Row(ring.First - 1).Length);
                Assert.Throws<ArgumentOutOfRangeException>(() => ring.Row(ring.Appended).Length);
            }
        });

    [Fact]
    public void A_sample_is_the_row_that_the_counters_name() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 200], Gen.Int[0, 100], Gen.ULong, Gen.UInt[0, 1000]).Sample((capacity, appended, count, step, firstIndex) =>
        {
            using var ring = new ReplayRing(Small, capacity);
            for (int n = 0; n < appended; n++) ring.AppendRows(Transitions.Row(Small, 1, n));
            var random = new CounterRandom(7, 3);
            var batch = new TransitionBatch(Small, count);
            ring.Sample(random, step, firstIndex, batch.Columns);
            for (int i = 0; i < count; i++)
            {
                long number = ring.First + random.Below(ring.Count, step, firstIndex + (uint)i);
                float[] row = Transitions.Row(Small, 1, number);
                Assert.Equal(row[..3], batch.Observations[(3 * i)..(3 * (i + 1))]);
                Assert.Equal(row[3..5], batch.Actions[(2 * i)..(2 * (i + 1))]);
                Assert.Equal((row[5], row[6]), (batch.Rewards[i], batch.Terminated[i]));
                Assert.Equal(row[7..], batch.NextObservations[(3 * i)..(3 * (i + 1))]);
            }
        });

    [Fact]
    public void Samples_are_uniform_over_what_is_held()
    {
        using var ring = new ReplayRing(Small, 10);
        for (int n = 0; n < 25; n++) ring.AppendRows(Transitions.Row(Small, 0, n));
        var batch = new TransitionBatch(Small, 20_000);
        ring.Sample(new CounterRandom(1, 2), 3, 0, batch.Columns);
        var counts = batch.Rewards.CountBy(static reward => reward).ToDictionary();
        Assert.Equal(10, counts.Count);

        // Nine degrees of freedom: beyond 27.9 once in a thousand, and these draws are always the same.
        Assert.InRange(counts.Values.Sum(static seen => Math.Pow(seen - 2000, 2) / 2000), 0, 27.9);
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        var ring = new ReplayRing(Small, 4);
        var batch = new TransitionBatch(Small, 1);
        Assert.Throws<InvalidOperationException>(() => ring.Sample(default, 0, 0, batch.Columns));
        Assert.Throws<ArgumentException>(() => ring.Append([1, 2], [1, 2], 0, false, [1, 2, 3]));
        Assert.Equal(0, ring.Appended);
        Assert.Throws<ArgumentException>(() => ring.AppendRows([1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayRing(Small, 0));
        ring.Dispose();
        ring.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ring.Append([1, 2, 3], [1, 2], 0, false, [1, 2, 3]));
    }
}
