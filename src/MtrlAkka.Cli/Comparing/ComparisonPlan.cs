using System.Globalization;
using MtrlAkka.Studies.Parameters;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cli.Comparing;

/// <summary>The runs of a comparison, seed by seed: after each round of them every variant has as many.</summary>
internal static class ComparisonPlan
{
    // Measurements over a run, of which the last counts; the more, the nearer to the end it is.
    private const int Measurements = 20;

    /// <summary>Makes the plan.</summary>
    /// <param name="preset">Name of a preset, or path of a file.</param>
    /// <param name="settings">What all runs share, <c>key=value</c>.</param>
    /// <param name="variants">The lines.</param>
    /// <param name="seeds">The seeds of each.</param>
    /// <exception cref="SettingsException">A preset, key or value cannot be used, or two variants have one name.</exception>
    public static IReadOnlyList<ComparedRun> Make(string preset, IReadOnlyList<string> settings, IReadOnlyList<Variant> variants, IReadOnlyList<uint> seeds)
    {
        if (variants.CountBy(static variant => variant.Name).FirstOrDefault(static group => group.Value > 1) is { Value: > 1 } twice)
            throw new SettingsException($"two variants are called {twice.Key}");
        var shared = RunConfiguration.Load(preset, settings).Settings;
        if (shared.Learner.Weights is not null) throw new SettingsException("the runs of a comparison start from their seeds: learner.weights cannot be set");
        List<string> measured = [.. settings];
        if (shared.Learner.Plasticity.Interval == 0)
        {
            long interval = Math.Max(1, shared.UpdatesAfter(shared.Rounds) / Measurements);
            measured.InsertRange(0, [string.Create(CultureInfo.InvariantCulture, $"learner.plasticity.interval={interval}"), "learner.plasticity.srank=off"]);
        }

        var target = ParameterTarget.Parse(ParameterTarget.Total(shared.Learner.Sac).ToString(CultureInfo.InvariantCulture));
        RunConfiguration Load(Variant variant, uint seed)
        {
            string[] all = [.. measured, .. variant.Settings, string.Create(CultureInfo.InvariantCulture, $"run.seed={seed}")];
            return variant.Matched ? MatchedConfiguration.Load(preset, all, target).Configuration : RunConfiguration.Load(preset, all);
        }

        string label = Path.GetFileNameWithoutExtension(preset);
        return [.. seeds.SelectMany(seed => variants.Select(variant => new ComparedRun(
            variant.Name, string.Create(CultureInfo.InvariantCulture, $"{label}-{variant.Name}-seed{seed}"), Load(variant, seed))))];
    }
}
