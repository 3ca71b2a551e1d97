namespace MtrlAkka.Numerics.Tests;

public class CounterRandomTests
{
    [Fact]
    public void Blocks_equal_the_known_answers_of_the_random123_library()
    {
        // kat_vectors of Random123: philox4x32 with 10 rounds, counter and key all zero, then all ones.
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), new CounterRandom(0, 0).Block(0, 0));
        Assert.Equal(
            (0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            new CounterRandom(ulong.MaxValue, uint.MaxValue).Block(ulong.MaxValue, uint.MaxValue));
    }

    [Fact]
    public void A_prefix_does_not_depend_on_the_length()
    {
        var random = new CounterRandom(7, 3);
        var whole = new float[11];
        random.Normal(whole, 5);
        for (int length = 0; length < whole.Length; length++)
        {
            var part = new float[length];
            random.Normal(part, 5);
            Assert.Equal(whole[..length], part);
        }
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_a_normal_distribution()
    {
        var values = new float[1 << 20];
        new CounterRandom(42, 1).Normal(values, 0);
        double mean = values.Average(x => (double)x);
        double variance = values.Average(x => (double)x * x) - (mean * mean);
        double kurtosis = values.Average(x => Math.Pow(x, 4));
        Assert.InRange(mean, -0.004, 0.004);
        Assert.InRange(variance, 0.994, 1.006);
        Assert.InRange(kurtosis, 2.95, 3.05);
    }

    [Fact]
    public void Integers_below_a_bound_are_uniform()
    {
        var counts = new int[7];
        var random = new CounterRandom(1, 1);
        for (uint i = 0; i < 70_000; i++) counts[random.Below(7, 0, i)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Uniform_numbers_stay_in_their_range_and_differ_between_streams_and_steps()
    {
        var a = new float[64];
        var b = new float[64];
        new CounterRandom(1, 1).Uniform(a, -1, 1, 9);
        Assert.All(a, x => Assert.InRange(x, -1f, 0.99999994f));
        new CounterRandom(1, 2).Uniform(b, -1, 1, 9);
        Assert.NotEqual(a, b);
        new CounterRandom(1, 1).Uniform(b, -1, 1, 10);
        Assert.NotEqual(a, b);
    }
}
