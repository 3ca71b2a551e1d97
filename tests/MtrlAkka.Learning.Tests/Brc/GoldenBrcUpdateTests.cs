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
        int rows = golden.Count("batch"), steps = golden.Count("steps"), before = golden.File["before/opt/critic/count"].As<int>()[0];
        using var agent = new BrcAgent(golden, rows, wide ? ScalarType.Float64 : ScalarType.Float32, host);
        foreach (var (network, vector) in Vectors(agent)) BrcNames.Load(golden.File, $"before/{network}", vector);
        foreach (var (network, optimizer) in Optimizers(agent))
        {
            BrcNames.Load(golden.File, $"before/opt/{network}/mu", optimizer.Mean);
            BrcNames.Load(golden.File, $"before/opt/{network}/nu", optimizer.Square);
        }

        double[] rewards = golden.File.Contains("batch/rewards_raw") ? Normalised(golden) : golden["batch/rewards"];
        double logged = 0;
        for (int step = 0; step < steps; step++)
        {
            double[] Of(string field) => golden[field].AsSpan(step * rows * Width(golden, field, rows, steps), rows * Width(golden, field, rows, steps)).ToArray();
            agent.Fill(
                Of("batch/observations"), Of("batch/actions"), golden.File["batch/task_ids"].As<int>().Slice(step * rows, rows).ToArray(),
                Of("batch/next_observations"), rewards[(step * rows)..((step + 1) * rows)], Of("batch/masks"));
            double[] figures = agent.Update(before + step + 1, Of("eps/next"), Of("eps/actor"));
            // An environment's step logs its last update.
            int line = golden["log/critic_loss"].Length - steps + step;
            if (line < 0) continue;
            logged = Math.Max(logged, Golden.Largest(
                figures, [.. new[] { "critic_loss", "actor_loss", "entropy", "temp_loss" }.Select(figure => golden[$"log/{figure}"][line])]));
        }

        double parameters = Vectors(agent).Max(part => BrcNames.Error(golden.File, $"after/{part.Network}", part.Vector));
        double moments = Optimizers(agent).Max(part => Math.Max(
            BrcNames.Error(golden.File, $"after/opt/{part.Network}/mu", part.Optimizer.Mean), BrcNames.Error(golden.File, $"after/opt/{part.Network}/nu", part.Optimizer.Square)));
        double gradients = !golden.File.Contains("grad/temp/log_temp") ? 0 : Optimizers(agent).Max(part => BrcNames.Error(golden.File, $"grad/{part.Network}", part.Optimizer.Gradient));
        output.WriteLine(
            $"{name} {agent.Type} {(host ? "host" : "tensor")} kernels: parameters {parameters:g2}, moments {moments:g2}, gradients {gradients:g2}, logged {logged:g2}");
        // A fresh Adam divides a gradient near zero by itself: the reference's own float32 differs by 1.3e-5 there.
        Assert.InRange(parameters, 0, wide ? 1e-9 : 2e-5);
        Assert.InRange(Math.Max(moments, gradients), 0, wide ? 1e-12 : 1e-5);
        Assert.InRange(logged, 0, wide ? 1e-12 : 1e-5);
    }

    /// <summary>Rewards of all updates of a step, divided at the temperature before the first.</summary>
    private static double[] Normalised(BrcGolden golden)
    {
        var normalisation = new RewardNormalisation(golden.Number("discount"), golden.Number("target_entropy"), golden.Number("v_max"));
        int tasks = golden.Count("num_tasks");
        float[] seen = golden.File["normalizer/episode_rewards"].As<float>().ToArray();
        var trackers = Enumerable.Range(0, tasks).Select(_ => new ReturnTracker(golden.Number("discount"))).ToArray();
        for (int i = 0; i < seen.Length; i++) trackers[i % tasks].Step(seen[i], false, i >= seen.Length - tasks);
        double temperature = Math.Exp(golden["before/temp/log_temp"][0]);
        double[] divisors = [.. trackers.Select(tracker => normalisation.Divisor(tracker.Range.Extent, temperature))];
        int[] ofRows = golden.File["batch/task_ids"].As<int>().ToArray();
        double[] rewards = [.. golden["batch/rewards_raw"].Select((reward, row) => reward / divisors[ofRows[row]])];
        Assert.InRange(Golden.Largest(rewards, golden["batch/rewards"]), 0, 1e-7);
        return rewards;
    }

    private static int Width(BrcGolden golden, string field, int rows, int steps) => golden[field].Length / rows / steps;

    private static IEnumerable<(string Network, FlatParameters Vector)> Vectors(BrcAgent agent)
    {
        yield return ("actor", agent.Actor.Parameters);
        yield return ("critic", agent.Critic.Parameters);
        yield return ("target", agent.TargetCritic);
        yield return ("temp", agent.LogAlpha.Parameters);
        if (!agent.HasEmbedding) yield break;
        yield return ("critic", agent.Table.Parameters);
        yield return ("target", agent.TargetTable);
    }

    private static IEnumerable<(string Network, AdamOptimizer Optimizer)> Optimizers(BrcAgent agent)
    {
        yield return ("actor", agent.Actor.Optimizer);
        yield return ("critic", agent.Critic.Optimizer);
        yield return ("temp", agent.LogAlpha.Optimizer);
        if (agent.HasEmbedding) yield return ("critic", agent.Table.Optimizer);
    }
}
