using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenBrcUpdateTests(ITestOutputHelper output)
{
    public static TheoryData<string, bool, bool> Files
    {
        get
        {
            var data = new TheoryData<string, bool, bool>();
            foreach (string name in new[] { "update_fresh", "update_warm", "update_5steps", "update_single_task", "env_step" })
            {
                data.Add(name, true, true);
                data.Add(name, false, true);
                data.Add(name, true, false);
            }

            return data;
        }
    }

    [GoldenTheory]
    [MemberData(nameof(Files))]
    public void Updates_equal_the_reference(string name, bool host, bool wide)
    {
        var golden = BrcGolden.Open($"updates/{name}");
        int rows = golden.Count("batch"), steps = golden.Count("steps");
        var settings = BrcAgents.Settings(golden, rows);
        var type = wide ? ScalarType.Float64 : ScalarType.Float32;
        using var agent = BrcAgents.Create(settings, type, host);
        BrcAgents.Load(agent, golden);
        var extents = settings.Normalisation is { } normalisation ? new Extents(golden, normalisation) : null;
        var batch = new TransitionBatch(settings);
        double logged = 0;
        for (int step = 0; step < steps; step++)
        {
            ReadOnlySpan<float> Of(string field) => OfStep(golden.File[field].As<float>(), step, steps);
            Of("batch/observations").CopyTo(batch.Observations);
            Of("batch/actions").CopyTo(batch.Actions);
            Of("batch/next_observations").CopyTo(batch.NextObservations);
            Of(extents is null ? "batch/rewards" : "batch/rewards_raw").CopyTo(batch.Rewards);
            for (int row = 0; row < rows; row++) batch.Terminated[row] = 1 - Of("batch/masks")[row];
            BrcAgents.SetTasks(agent, OfStep(golden.File["batch/task_ids"].As<int>(), step, steps));
            extents?.At(BrcGolden.Values(agent.LogTemperatures.Vector)[0], batch.ReturnExtents);
            agent.Update(batch, Of("eps/next"), Of("eps/actor"));
            if (extents is not null) CheckRewards(golden, agent, step, steps);
            var figures = agent.ReadMetrics();
            // An environment's step logs its last update.
            int line = golden["log/critic_loss"].Length - steps + step;
            if (line < 0) continue;
            logged = Math.Max(logged, Golden.Largest(
                [figures.CriticLoss, figures.ActorLoss, figures.Entropy, figures.TemperatureLoss],
                [.. new[] { "critic_loss", "actor_loss", "entropy", "temp_loss" }.Select(figure => golden[$"log/{figure}"][line])]));
        }

        double parameters = BrcAgents.Vectors(agent).Max(part => BrcNames.Error(golden.File, $"after/{part.Network}", part.Vector));
        double moments = BrcAgents.Optimizers(agent).Max(part => Math.Max(
            BrcNames.Error(golden.File, $"after/opt/{part.Network}/mu", part.Optimizer.Mean), BrcNames.Error(golden.File, $"after/opt/{part.Network}/nu", part.Optimizer.Square)));
        double gradients = !golden.File.Contains("grad/temp/log_temp") ? 0
            : BrcAgents.Optimizers(agent).Max(part => BrcNames.Error(golden.File, $"grad/{part.Network}", part.Optimizer.Gradient));
        output.WriteLine(
            $"{name} {type} {(host ? "host" : "tensor")} kernels: parameters {parameters:g2}, moments {moments:g2}, gradients {gradients:g2}, logged {logged:g2}");
        // A fresh Adam divides a gradient near zero by itself: the reference's own float32 differs by 1.3e-5 there.
        Assert.InRange(parameters, 0, wide ? 1e-9 : 2e-5);
        // Extents are float32, and so is what a step's second update is told of them.
        double exact = extents is null ? 1e-12 : 1e-8;
        Assert.InRange(Math.Max(moments, gradients), 0, wide ? exact : 1e-5);
        Assert.InRange(logged, 0, wide ? exact : 1e-5);
    }

    /// <summary>What the batch's rewards have become is what the reference's normaliser made of them.</summary>
    private static void CheckRewards(BrcGolden golden, MultiTaskSac agent, int step, int steps) => Assert.InRange(
        Golden.Largest(BrcGolden.Values(agent.Batch.Rewards), OfStep<double>(golden["batch/rewards"], step, steps).ToArray()), 0, 1e-6);

    private static ReadOnlySpan<T> OfStep<T>(ReadOnlySpan<T> values, int step, int steps) =>
        values.Slice(step * (values.Length / steps), values.Length / steps);

    /// <summary>
    /// The tasks' largest returns after one episode. The reference normalises the rewards of all updates of a step at the temperature
    /// before the first, an agent here each update's at its own: the extents make up for the difference.
    /// </summary>
    private sealed class Extents
    {
        private readonly double[] _extents;
        private readonly double _first, _entropyReturn;

        public Extents(BrcGolden golden, RewardNormalisation normalisation)
        {
            int tasks = golden.Count("num_tasks");
            float[] seen = golden.File["normalizer/episode_rewards"].As<float>().ToArray();
            var trackers = Enumerable.Range(0, tasks).Select(_ => new ReturnTracker(golden.Number("discount"))).ToArray();
            for (int i = 0; i < seen.Length; i++) trackers[i % tasks].Step(seen[i], false, i >= seen.Length - tasks);
            _extents = [.. trackers.Select(static tracker => (double)tracker.Range.Extent)];
            _first = Math.Exp(golden["before/temp/log_temp"][0]);
            _entropyReturn = normalisation.EntropyReturn;
            double[] divisors = [.. _extents.Select(extent => normalisation.Divisor(extent, _first))];
            Assert.InRange(Golden.Largest(divisors, golden["normalizer/divisor"]), 0, 1e-12);
        }

        public void At(double logTemperature, float[] extents)
        {
            for (int task = 0; task < extents.Length; task++)
                extents[task] = (float)(_extents[task] + ((_first - Math.Exp(logTemperature)) * _entropyReturn));
        }
    }
}
