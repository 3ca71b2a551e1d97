using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class RewardNormalisationTests
{
    // Rows of three tasks, the second without one.
    private static readonly long[] Tasks = [2, 0, 0, 2, 0];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rewards_are_divided_by_the_divisors_of_their_tasks(bool host)
    {
        var normalisation = new RewardNormalisation(0.99, -2, 10);
        double first = normalisation.Divisor(50, 0.1), last = normalisation.Divisor(0, 0.3);
        Assert.Equal(6, first, 12);
        double[] got = Normalised(host, normalisation, [50, 7, 0], [0.1, 0.2, 0.3]);
        Assert.Equal(0, Golden.Largest(got, [1 / last, 2 / first, 3 / first, 4 / last, 5 / first]), 12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Before_a_tasks_first_return_its_rewards_are_0(bool host)
    {
        double[] got = Normalised(host, new RewardNormalisation(0.99, -2, 10), [double.PositiveInfinity, double.PositiveInfinity, 90], [0.1, 0.1, 0.1]);
        Assert.Equal(0, Golden.Largest(got, [0.1, 0, 0, 0.4, 0]), 12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_tasks_share_a_temperature_all_divisors_have_it(bool host)
    {
        double[] got = Normalised(host, new RewardNormalisation(0.9, -2, 1), [5, 0, 15], [0.5]);
        Assert.Equal(0, Golden.Largest(got, [0.05, 0.2, 0.3, 0.2, 0.5]), 12);
    }

    [Theory]
    [InlineData(1, -2, 10, "gamma")]
    [InlineData(0.99, 0, 10, "target entropy")]
    [InlineData(0.99, -2, 0, "limit")]
    public void What_gives_no_divisor_is_refused(double gamma, double entropy, double limit, string hint) => Assert.Contains(
        hint,
        Assert.Throws<ArgumentException>(() => new RewardNormalisation(gamma, entropy, limit).Validate()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void An_abandoned_episode_leaves_no_return()
    {
        var tracker = new ReturnTracker(0.5);
        tracker.Step(100, false, false);
        tracker.Abandon();
        tracker.Step(1, false, false);
        tracker.Step(-4, true, false);
        Assert.Equal(new ReturnRange(-4, -1), tracker.Range);
        Assert.Equal(4, tracker.Range.Extent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_discount_without_a_horizon_is_refused(double gamma) => Assert.Throws<ArgumentException>(() => new ReturnTracker(gamma));

    private static double[] Normalised(bool host, RewardNormalisation normalisation, double[] extents, double[] temperatures)
    {
        TorchLibrary.Load();
        using var scope = NewDisposeScope();
        Matrix Row(double[] values) => new(tensor(values).view(1, 1, -1));
        using Matrix rewards = new(tensor([1.0, 2, 3, 4, 5]).view(1, 5, 1)), oneHot = new(nn.functional.one_hot(tensor(Tasks), 3).to(ScalarType.Float64).unsqueeze(0));
        using Matrix extent = Row(extents), logAlpha = Row(Array.ConvertAll(temperatures, Math.Log));
        TaskKernels kernels = host ? new HostTaskKernels<double>() : new TorchTaskKernels();
        kernels.Normalise(normalisation, oneHot, extent, logAlpha, rewards);
        return Golden.Values(rewards);
    }
}
