using Xunit.Abstractions;

namespace MtrlAkka.Learning.Tests;

public class GoldenNormalisationTests(ITestOutputHelper output)
{
    /// <summary>The path of fixed lengths sums in float32, and takes every end for a truncation.</summary>
    [GoldenTheory]
    [InlineData("mixed_lengths", false)]
    [InlineData("truncation_fixed_horizon", false)]
    [InlineData("other_hyperparameters", false)]
    [InlineData("fixed_length_path", true)]
    public void Divisors_equal_the_reference_after_every_step(string name, bool fixedLength)
    {
        var golden = BrcGolden.Open($"normalizer/{name}");
        int tasks = golden.Count("num_tasks");
        double gamma = golden.Number("discount");
        var normalisation = new RewardNormalisation(gamma, golden.Number("target_entropy"), golden.Number("v_max"));
        ReturnTracker[] trackers = [.. Enumerable.Range(0, tasks).Select(_ => new ReturnTracker(gamma))];
        float[] rewards = golden.File["step/reward"].As<float>().ToArray();
        byte[] terminal = golden.File["step/terminal"].As<byte>().ToArray(), truncated = golden.File["step/truncate"].As<byte>().ToArray();
        float[] least = golden.File["step/returns_min"].As<float>().ToArray(), greatest = golden.File["step/returns_max"].As<float>().ToArray();
        int[] open = golden.File["step/open_length"].As<int>().ToArray(), probed = golden.File["probe/task_id"].As<int>().ToArray();
        double[] divisors = golden["step/denominator"], normal = golden["step/normalized"], probe = golden["probe/reward"];
        double worst = 0, returns = 0;
        for (int step = 0; step < golden["step/temperature"].Length; step++)
        {
            double temperature = golden["step/temperature"][step];
            for (int task = 0; task < tasks; task++)
            {
                int at = (step * tasks) + task;
                // Every step begins from the state that the last one left behind.
                var tracker = new ReturnTracker(gamma);
                tracker.Load(trackers[task].Save());
                bool ends = terminal[at] + truncated[at] > 0;
                tracker.Step(rewards[at], terminal[at] > 0, fixedLength ? ends : truncated[at] > 0);
                trackers[task] = tracker;
                Assert.Equal(open[at], tracker.OpenSteps);
                returns = Math.Max(returns, Math.Max(Relative(tracker.Range.Least, least[at]), Relative(tracker.Range.Greatest, greatest[at])));
                worst = Math.Max(worst, Relative(normalisation.Divisor(tracker.Range.Extent, temperature), divisors[at]));
            }

            for (int i = 0; i < probe.Length; i++)
            {
                double got = probe[i] / normalisation.Divisor(trackers[probed[i]].Range.Extent, temperature);
                worst = Math.Max(worst, Relative(got, normal[(step * probe.Length) + i]));
            }
        }

        output.WriteLine($"{name}: returns {returns:g2}, divisors and rewards {worst:g2}");
        Assert.InRange(returns, 0, fixedLength ? 1e-6 : 0);
        Assert.InRange(worst, 0, fixedLength ? 1e-6 : 1e-12);
    }

    private static double Relative(double value, double expected) =>
        value == expected ? 0 : Math.Abs(value - expected) / Math.Max(1, Math.Abs(expected));
}
