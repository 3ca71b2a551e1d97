using CsCheck;

namespace MtrlAkka.Replay.Tests;

public class SampleToInsertRatioTests
{
    private static readonly Gen<SampleToInsertRatio> Limiters =
        from ratio in Gen.OneOf(Gen.Double[0.01, 40], Gen.Const(1.0 / 3), Gen.Const(0.1), Gen.Const(32.0))
        from start in Gen.Long[1, 60]
        from insert in Gen.Int[1, 9]
        from sample in Gen.Int[1, 30]
        from slack in Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 50])
        select new SampleToInsertRatio(ratio, start, Math.Max(ratio * insert, sample) + slack, insert, sample);

    [Fact]
    public void Never_blocks_both_sides_whatever_came_before() =>
        Gen.Select(Limiters, Gen.Select(Gen.Bool, Gen.Int[1, 30]).Array[0, 200]).Sample((limiter, tries) =>
        {
            foreach (var (insert, wanted) in tries)
            {
                if (insert) limiter.TryInsert(Math.Min(wanted, limiter.LargestInsert));
                else limiter.TrySample(Math.Min(wanted, limiter.LargestSample));
                Assert.True(
                    limiter.SamplesAwaited(limiter.LargestInsert) == 0 || limiter.InsertsAwaited(limiter.LargestSample) == 0,
                    $"both wait at {limiter.Save()}");
            }
        });

    [Fact]
    public void Either_side_alone_stops_and_the_other_sets_it_free() =>
        Limiters.Sample(limiter =>
        {
            int turns = 0;
            for (int phase = 0; phase < 6; phase++)
            {
                while (limiter.TryInsert(limiter.LargestInsert)) Assert.True(++turns < 1_000_000);
                Assert.True(limiter.SamplesAwaited(limiter.LargestInsert) > 0);
                Assert.True(limiter.TrySample(1));
                while (limiter.TrySample(limiter.LargestSample)) Assert.True(++turns < 1_000_000);
                Assert.True(limiter.InsertsAwaited(limiter.LargestSample) > 0);
                Assert.True(limiter.TryInsert(1));
            }
        });

    [Fact]
    public void What_is_awaited_is_exactly_enough() =>
        Gen.Select(Limiters, Gen.Int[0, 300], Gen.Int[0, 300]).Sample((limiter, inserts, samples) =>
        {
            for (int i = 0; i < inserts; i++) limiter.TryInsert();
            for (int i = 0; i < samples; i++) limiter.TrySample();
            var (stateInserts, stateSamples) = (limiter.Inserts, limiter.Samples);

            long awaited = limiter.InsertsAwaited();
            limiter.Restore(new SampleToInsertState(stateInserts + awaited, stateSamples));
            Assert.True(limiter.TrySample());
            if (awaited > 0)
            {
                limiter.Restore(new SampleToInsertState(stateInserts + awaited - 1, stateSamples));
                Assert.False(limiter.TrySample());
            }

            limiter.Restore(new SampleToInsertState(stateInserts, stateSamples));
            awaited = limiter.SamplesAwaited();
            limiter.Restore(new SampleToInsertState(stateInserts, stateSamples + awaited));
            Assert.True(limiter.TryInsert());
            if (awaited > 0)
            {
                limiter.Restore(new SampleToInsertState(stateInserts, stateSamples + awaited - 1));
                Assert.False(limiter.TryInsert());
            }
        });

    [Fact]
    public void A_restored_limiter_decides_as_the_one_that_was_saved() =>
        Gen.Select(Gen.Bool.Array[0, 100], Gen.Bool.Array[0, 100]).Sample((before, after) =>
        {
            static bool Try(SampleToInsertRatio limiter, bool insert) => insert ? limiter.TryInsert() : limiter.TrySample(2);
            var one = new SampleToInsertRatio(1.5, 10, 6, 1, 2);
            var two = new SampleToInsertRatio(1.5, 10, 6, 1, 2);
            foreach (bool insert in before) Try(one, insert);
            two.Restore(one.Save());
            foreach (bool insert in after) Assert.Equal(Try(one, insert), Try(two, insert));
            Assert.Equal(one.Save(), two.Save());
        });

    [Fact]
    public void Stays_within_the_error_buffer_of_Reverbs_rule()
    {
        // 4 samples an insert, 10 inserts to start, a buffer of 8: samples lag between 32 and 48 behind 4 × inserts.
        var limiter = new SampleToInsertRatio(4, 10, 8, 1, 1);
        for (int i = 0; i < 10; i++)
        {
            Assert.False(limiter.TrySample());
            Assert.True(limiter.TryInsert());
        }

        Assert.True(limiter.TryInsert() && limiter.TryInsert());
        Assert.False(limiter.TryInsert());
        Assert.Equal(4, limiter.SamplesAwaited());
        for (int i = 0; i < 16; i++) Assert.True(limiter.TrySample());
        Assert.False(limiter.TrySample());
        Assert.Equal(1, limiter.InsertsAwaited());
    }

    [Theory]
    [InlineData(0, 1, 10, 1, 1)]
    [InlineData(double.NaN, 1, 10, 1, 1)]
    [InlineData(double.PositiveInfinity, 1, 10, 1, 1)]
    [InlineData(1, 0, 10, 1, 1)]
    [InlineData(1, 1, 0.9, 1, 1)]
    [InlineData(1, 1, double.NaN, 1, 1)]
    [InlineData(32, 1, 31, 1, 1)]
    [InlineData(1, 1, 127, 1, 128)]
    [InlineData(2, 1, 19, 10, 1)]
    [InlineData(1, 1, 10, 0, 1)]
    [InlineData(1, 1, 10, 1, 0)]
    public void Settings_that_could_block_for_ever_are_refused(double ratio, long start, double buffer, int insert, int sample) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleToInsertRatio(ratio, start, buffer, insert, sample));

    [Fact]
    public void Other_sizes_than_were_told_are_refused()
    {
        var limiter = new SampleToInsertRatio(1, 1, 10, 2, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.TryInsert(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.TrySample(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.Restore(new SampleToInsertState(-1, 0)));
    }
}
