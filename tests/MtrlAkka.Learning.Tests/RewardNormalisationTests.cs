using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class RewardNormalisationTests
{
    [Fact]
    public void Rewards_on_the_device_are_divided_as_on_the_host()
    {
        TorchLibrary.Load();
        var normalisation = new RewardNormalisation(0.99, -2, 10);
        using var scope = NewDisposeScope();
        using var rewards = new Matrix(tensor([1.0, 2, 3, 4, 5, 6]).view(1, 6, 1));
        using var extents = new Matrix(tensor([50.0, double.PositiveInfinity, 0]).view(1, 1, 3));
        using var alpha = new Matrix(tensor([0.1, 0.2, 0.3]).log().view(1, 1, 3));
        normalisation.Apply(rewards, extents, alpha);
        double first = normalisation.Divisor(50, 0.1), last = normalisation.Divisor(0, 0.3);
        Assert.Equal(6, first, 12);
        Assert.Equal(0, Golden.Largest(BrcGolden.Values(rewards), [1 / first, 2 / first, 0, 0, 5 / last, 6 / last]), 12);
    }

    [Fact]
    public void Where_tasks_share_a_temperature_all_divisors_have_it()
    {
        TorchLibrary.Load();
        var normalisation = new RewardNormalisation(0.9, -2, 1);
        using var scope = NewDisposeScope();
        using var rewards = new Matrix(tensor([1.0, 1]).view(1, 2, 1));
        using var extents = new Matrix(tensor([5.0, 15]).view(1, 1, 2));
        using var alpha = new Matrix(tensor([0.5]).log().view(1, 1, 1));
        normalisation.Apply(rewards, extents, alpha);
        Assert.Equal(0, Golden.Largest(BrcGolden.Values(rewards), [0.1, 0.05]), 12);
    }

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
}
