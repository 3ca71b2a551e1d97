using CsCheck;
using MtrlAkka.Studies.Statistics;

namespace MtrlAkka.Studies.Tests.Statistics;

/// <summary>What holds for statistics of any scores.</summary>
public class StatisticsPropertyTests
{
    private const long Few = 200;

    private static readonly Gen<ScoreMatrix> Scores =
        from runs in Gen.Int[1, 6]
        from tasks in Gen.Int[1, 8]
        from values in Gen.Double[0, 1].Array[runs * tasks]
        select new ScoreMatrix(runs, tasks, values);

    [Fact]
    public void Figures_lie_within_the_scores_and_the_gap_is_what_the_mean_leaves() => Scores.Sample(
        static scores =>
        {
            double least = scores.Values.ToArray().Min(), most = scores.Values.ToArray().Max();
            foreach (double figure in new[] { AggregateMetrics.Mean(scores), AggregateMetrics.Median(scores), AggregateMetrics.InterquartileMean(scores) })
                Assert.InRange(figure, least - 1e-12, most + 1e-12);
            Assert.Equal(1 - AggregateMetrics.Mean(scores), AggregateMetrics.OptimalityGap(scores), 12);
        },
        iter: Few);

    [Fact]
    public void Profiles_fall_from_one_to_nothing() => Scores.Sample(
        static scores =>
        {
            double[] profile = PerformanceProfile.OfRunScores(scores, [-1, .. PerformanceProfile.Thresholds(11)]);
            Assert.Equal(1, profile[0]);
            Assert.Equal(0, profile[^1]);
            Assert.All(profile.Zip(profile.Skip(1), static (one, next) => (one, next)), static pair => Assert.True(pair.one >= pair.next));
        },
        iter: Few);

    [Fact]
    public void Improvements_of_two_over_each_other_sum_to_one() => Gen.Select(Scores, Gen.Int[1, 5]).Sample(
        static (first, runs) =>
        {
            var second = new ScoreMatrix(runs, first.Tasks, [.. Enumerable.Range(0, runs * first.Tasks).Select(static i => (i % 5) / 5.0)]);
            Assert.Equal(1, ProbabilityOfImprovement.Of(first, second) + ProbabilityOfImprovement.Of(second, first), 12);
            Assert.Equal(0.5, ProbabilityOfImprovement.Of(first, first), 12);
        },
        iter: Few);

    [Fact]
    public void Intervals_are_the_same_each_time_and_one_run_has_none()
    {
        var scores = new ScoreMatrix(3, 2, [0.1, 0.5, 0.2, 0.9, 0.4, 0.7]);
        var estimate = Estimate.Of(scores, AggregateMetrics.Mean);
        Assert.Equal(estimate, Estimate.Of(scores, AggregateMetrics.Mean));
        Assert.InRange(estimate.Value, estimate.Interval!.Value.Low, estimate.Interval.Value.High);
        Assert.True(estimate.Interval.Value.Low < estimate.Interval.Value.High);
        Assert.Null(Estimate.Of(new ScoreMatrix(1, 2, [0.1, 0.5]), AggregateMetrics.Mean).Interval);
    }

    [Fact]
    public void A_bootstrap_draws_every_run_as_often_as_another()
    {
        var draws = StratifiedBootstrap.Seeded(4, 1, 3, 20_000).Replicate(new ScoreMatrix(4, 1, [0, 1, 2, 3]), AggregateMetrics.Mean);
        Assert.Equal(1.5, draws.Average(), 0.02);
        // Of a mean of four draws of variance 1.25.
        Assert.Equal(Math.Sqrt(1.25 / 4), Math.Sqrt(draws.Average(static value => (value - 1.5) * (value - 1.5))), 0.01);
    }

    [Fact]
    public void What_are_no_scores_is_refused()
    {
        Assert.Throws<InvalidDataException>(static () => new ScoreMatrix(0, 2, []));
        Assert.Throws<InvalidDataException>(static () => new ScoreMatrix(1, 2, [0.5]));
        Assert.Throws<InvalidDataException>(static () => new ScoreMatrix(1, 1, [double.NaN]));
        Assert.Throws<InvalidDataException>(static () => new StratifiedBootstrap(2, 1, [0, 2]));
        Assert.Throws<InvalidDataException>(static () => ProbabilityOfImprovement.Of(new ScoreMatrix(1, 1, [1]), new ScoreMatrix(1, 2, [1, 1])));
    }
}
