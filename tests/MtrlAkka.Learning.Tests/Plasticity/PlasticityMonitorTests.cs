using MtrlAkka.Learning.Plasticity;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Plasticity;

public class PlasticityMonitorTests
{
    private static readonly PlasticitySettings Often = new() { Interval = 2, DormantStreak = 2, ProbeInterval = 4, ProbeSteps = 3 };

    [Theory]
    [InlineData("multi-head", false)]
    [InlineData("mlp", true)]
    public void Measuring_changes_no_bit_of_the_agent(string architecture, bool layerNorm)
    {
        var settings = Agents.Small(layerNorm: layerNorm, skip: layerNorm, architecture: architecture);
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac measured = Agents.Create(settings), silent = Agents.Create(settings);
        Assert.Equal(5, Train(measured, settings, batch, 1, 10).Count);
        Agents.Train(silent, batch, 0, 10);
        Assert.Equal(Agents.Hash(silent), Agents.Hash(measured));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("bro")]
    public void Networks_are_measured_on_the_embeddings_that_they_see(string architecture)
    {
        var settings = Agents.Small(architecture: architecture) with { TaskEmbedding = 6, Tau = 1 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac measured = Agents.Create(settings), silent = Agents.Create(settings);
        var reports = Train(measured, settings, batch, 1, 6);
        Agents.Train(silent, batch, 0, 6);
        Assert.Equal(Agents.Hash(silent), Agents.Hash(measured));
        // With this average the target is the critics after each update, embedding and all.
        var values = reports[^1].Values.ToDictionary(static figure => figure.Tag, static figure => figure.Value);
        foreach (var (tag, value) in values.Where(static figure => figure.Key.StartsWith("plasticity/target_", StringComparison.Ordinal)))
            Assert.Equal(values[tag.Replace("target", "critic", StringComparison.Ordinal)], value);
        // The agent's own rows still have the batch's observations, and the embedding as the update left it.
        using var grad = no_grad();
        using var gradient = new FlatParameters(measured.ActorParameters.Layout, ScalarType.Float32, CPU);
        using var pass = SacNetworks.Actor(settings, DeviceKernels.Torch.Layers).Bind(measured.ActorParameters, measured.Batch.State, gradient, null);
        pass.Forward();
        var (layer, activations) = pass.Activations[0];
        double norm = Norms.OfFeatures(activations.Tensor)[0];
        Assert.Equal(norm, values[$"plasticity/actor/feature_norm/{layer}"], 1e-5 * norm);
    }

    [Fact]
    public void The_same_run_measures_the_same_to_the_last_bit_and_says_at_which_updates()
    {
        var settings = Agents.Small();
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac one = Agents.Create(settings), other = Agents.Create(settings);
        var reports = Train(one, settings, batch, 1, 9);
        Assert.Equal([2L, 4, 6, 8], reports.Select(static report => report.Update));
        Equal(reports, Train(other, settings, batch, 1, 9));
    }

    [Fact]
    public void A_resumed_run_measures_what_the_whole_one_does()
    {
        var settings = Agents.Small();
        var batch = UpdateBenchmark.RandomBatch(settings);
        using MultiTaskSac whole = Agents.Create(settings), resumed = Agents.Create(settings);
        var expected = Train(whole, settings, batch, 1, 8).Skip(2);
        IReadOnlyList<NamedArray> state = [];
        using (var first = Agents.Create(settings))
            Train(first, settings, batch, 1, 5, end: monitor => state = [.. first.Save(), .. monitor.Save()]);
        resumed.Load(state);
        Equal(expected, Train(resumed, settings, batch, 6, 8, begin: monitor => monitor.Load(state)));
    }

    [Fact]
    public void Figures_are_those_of_the_agent_after_the_update()
    {
        var settings = Agents.Small() with { Critics = 3 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        using (var scope = NewDisposeScope())
        {
            // Six of the 64 hidden units of the second critic can never be active: one with every bias far below zero.
            using var bias = agent.CriticParameters.View("layer_1/bias", 3, 1, 32);
            bias.Tensor[1, 0, TensorIndex.Slice(0, 6)] = tensor(-1000f);
        }

        agent.Update(batch, 0);
        var report = Train(agent, settings, batch, 2, 2).Single();
        var values = report.Values.ToDictionary(static figure => figure.Tag, static figure => figure.Value);
        Assert.Equal(values.Count, report.Values.Count);
        Assert.Equal(2, values["plasticity/update"]);
        Assert.Equal(100.0 * 6 / 64, values["plasticity/critic_1/dead"]);
        Assert.Equal(100.0 * 6 / 32, values["plasticity/critic_1/dead/layer_1"]);
        Assert.Equal(100.0 * 6 / 64, values["plasticity/target_1/dead"]);
        Assert.Equal((0, 0), (values["plasticity/critic_0/dead"], values["plasticity/critic_2/dead"]));
        Assert.InRange(values["plasticity/critic_1/dormant/layer_1"], 100.0 * 6 / 32, 50);
        Assert.InRange(values["plasticity/actor/srank/layer_0"], 2, 24);
        Assert.InRange(values["plasticity/critic_2/srank/layer_1"], 2, 24);
        var metrics = agent.ReadMetrics();
        double critics = Math.Sqrt(Enumerable.Range(0, 3).Sum(member => Math.Pow(values[$"plasticity/critic_{member}/weight_norm"], 2)));
        Assert.Equal(metrics.CriticParameterNorm, critics, 1e-9 * critics);
        Assert.Equal(metrics.ActorParameterNorm, values["plasticity/actor/weight_norm"], 1e-9);
        Assert.InRange(values["plasticity/actor/update_norm"], 1e-6, 1);
        Assert.InRange(values["plasticity/actor/gradient_norm"], 1e-9, 1e9);
        Assert.DoesNotContain("plasticity/target_0/update_norm", values.Keys);
        Assert.DoesNotContain("plasticity/actor/probe_ratio", values.Keys);
    }

    [Fact]
    public void A_measurement_that_nobody_waits_for_is_given_up()
    {
        var settings = Agents.Small();
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        for (int i = 0; i < 20; i++)
        {
            using var monitor = new PlasticityMonitor(Often with { Interval = 1, ProbeInterval = 1, ProbeSteps = 1_000_000 }, agent, settings, 7);
            monitor.BeforeUpdate(1);
            monitor.AfterUpdate(batch, 1);
        }
    }

    [Fact]
    public void What_is_not_asked_for_is_not_measured()
    {
        var settings = Agents.Small();
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        var reports = Train(agent, settings, batch, 1, 2, Often with { SRank = false, ProbeInterval = 0 });
        Assert.DoesNotContain(reports.Single().Values, static figure => figure.Tag.Contains("rank", StringComparison.Ordinal) || figure.Tag.Contains("probe", StringComparison.Ordinal));
    }

    [Fact]
    public void Measurements_leave_no_tensor_behind()
    {
        var settings = Agents.Small(width: 16, layerNorm: true) with { BatchPerTask = 4 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Agents.Create(settings);
        long before = NativeTensors.Settled(), tensors = 0;
        var often = Often with { Interval = 1, ProbeInterval = 20 };
        using (var monitor = new PlasticityMonitor(often, agent, settings, 7))
        {
            for (int update = 1; update <= 220; update++)
            {
                monitor.BeforeUpdate(update);
                agent.Update(batch, (ulong)update);
                monitor.AfterUpdate(batch, update);
                monitor.Finish();
                if (update == 20) tensors = Tensor.TotalCount;
            }

            Assert.Equal(tensors, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static List<PlasticityReport> Train(
        MultiTaskSac agent, SacSettings settings, TransitionBatch batch, long first, long last,
        PlasticitySettings? measure = null, Action<PlasticityMonitor>? begin = null, Action<PlasticityMonitor>? end = null)
    {
        var reports = new List<PlasticityReport?>();
        using var monitor = new PlasticityMonitor(measure ?? Often, agent, settings, 7);
        begin?.Invoke(monitor);
        for (long update = first; update <= last; update++)
        {
            reports.Add(monitor.BeforeUpdate(update));
            agent.Update(batch, (ulong)update - 1);
            monitor.AfterUpdate(batch, update);
        }

        reports.Add(monitor.Finish());
        end?.Invoke(monitor);
        return [.. reports.OfType<PlasticityReport>()];
    }

    private static void Equal(IEnumerable<PlasticityReport> expected, IEnumerable<PlasticityReport> reports)
    {
        foreach (var (one, other) in expected.Zip(reports)) Assert.Equal(one.Values, other.Values);
        Assert.Equal(expected.Select(static report => report.Update), reports.Select(static report => report.Update));
    }
}
