using System.Globalization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Studies.Parameters;

/// <summary>A configuration whose widths were chosen for a number of parameters. The widths stand in it like any others, so what goes on with a run needs no solving.</summary>
/// <param name="Configuration">The effective configuration.</param>
/// <param name="Target">Parameters asked for.</param>
public sealed record MatchedConfiguration(RunConfiguration Configuration, long Target)
{
    // Beyond this share of the target, what has a size of its own is to blame.
    private const double Near = 0.05;

    /// <summary>Loads a configuration and chooses the width of actor and critics.</summary>
    /// <param name="preset">Name of a preset, or path of a file.</param>
    /// <param name="settings">Single settings, <c>key=value</c>.</param>
    /// <param name="target">Parameters asked for.</param>
    /// <exception cref="SettingsException">A preset, key or value cannot be used.</exception>
    public static MatchedConfiguration Load(string preset, IReadOnlyList<string> settings, ParameterTarget target)
    {
        var sac = RunConfiguration.Load(preset, settings).Settings.Learner.Sac;
        long count = target.For(sac);
        int width = ParameterMatching.Width(sac, count);
        string Width(string network) => string.Create(CultureInfo.InvariantCulture, $"learner.{network}.width={width}");
        return new MatchedConfiguration(RunConfiguration.Load(preset, [.. settings, Width("actor"), Width("critic")]), count);
    }

    /// <summary>What was chosen, in a line.</summary>
    public string Line
    {
        get
        {
            var sac = Configuration.Settings.Learner.Sac;
            var (actor, critic) = ParameterMatching.Count(sac);
            double off = (double)(actor + critic - Target) / Target;
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"width {sac.Actor.Width} of actor and critics: {actor:N0} + {critic:N0} = {actor + critic:N0} parameters, {Target:N0} asked for ({off:+0.00%;-0.00%})");
            return Math.Abs(off) <= Near ? line : $"{line}; no width comes nearer (what has a size of its own, as embedding-size and encoder-width, keeps it)";
        }
    }
}
