using MtrlAkka.Learning.Plasticity;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>The learner's plasticity in whole runs: figures at their steps, the same in every run, and no bit of the training is another.</summary>
public class PlasticityRunTests(ITestOutputHelper output)
{
    private static readonly string[] Measured = ["learner.plasticity.interval=7", "learner.plasticity.probe-interval=42", "learner.plasticity.probe-steps=2"];

    [Fact]
    public async Task Measuring_changes_nothing_else_and_a_resumed_run_measures_the_same()
    {
        if (Small.Library(output) is not { } library) return;
        using Trial silent = new(library, "learner.plasticity.interval=0"), whole = new(library, Measured), stopped = new(library, Measured);
        await silent.FinishAsync();
        await whole.FinishAsync();
        var (one, other) = (silent.Fingerprint(), whole.Fingerprint());
        Assert.Equal(
            (one.Weights, one.Optimiser, one.Replay, one.Environments, one.EvaluationHistory),
            (other.Weights, other.Optimiser, other.Replay, other.Environments, other.EvaluationHistory));

        var ended = await stopped.StopAfterAsync(60);
        var figures = Figures(stopped);
        await stopped.FinishAsync();
        Assert.Equal(whole.Fingerprint(), stopped.Fingerprint());
        output.WriteLine($"stopped after round {ended.Round}");
        Assert.Equal(Figures(whole), [.. figures, .. Figures(stopped)]);
    }

    [Fact]
    public async Task Figures_of_each_network_come_at_the_steps_of_their_updates()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library, Measured);
        await trial.FinishAsync();
        var lines = trial.Notes.Figures.Where(static line => line.Values[0].Tag == "plasticity/update").ToList();

        // Three environments, a warm start of 30 rounds, and 90 updates.
        Assert.Equal(Enumerable.Range(1, 12).Select(static i => 3 * (30L + (7 * i))), lines.Select(static line => line.Step));
        foreach (var (_, values) in lines)
        {
            var figures = values.ToDictionary(static figure => figure.Tag, static figure => figure.Value);
            foreach (string network in new[] { "actor", "critic_0", "critic_1", "target_0", "target_1" })
                Assert.InRange(figures[$"plasticity/{network}/dormant"], 0, 100);
            Assert.InRange(figures["plasticity/critic_0/srank/layer_2"], 1, 16);
            Assert.Equal(figures["plasticity/update"] % 42 == 0, figures.ContainsKey("plasticity/actor/probe_ratio"));
            Assert.All(values, static figure => Assert.True(double.IsFinite(figure.Value), figure.Tag));
        }
    }

    [Fact]
    public void A_measurement_belongs_to_the_round_of_its_update()
    {
        var settings = Small.Configuration("learner.updates-per-round=3").Settings;
        Assert.Equal([31L, 31, 31, 32], new long[] { 1, 2, 3, 4 }.Select(settings.RoundsAfter));
        Assert.Equal(3, settings.UpdatesAfter(settings.RoundsAfter(3)));
        Assert.Equal(new PlasticitySettings(), settings.Learner.Plasticity);
    }

    private static List<string> Figures(Trial trial) =>
        [.. trial.Notes.Figures.Where(static line => line.Values[0].Tag == "plasticity/update")
            .Select(static line => $"{line.Step}: {string.Join(' ', line.Values)}")];
}
