using System.Globalization;
using MtrlAkka.Studies.Parameters;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cli.Runs;

/// <summary>A run that is to be made.</summary>
/// <param name="Name">Its name; empty before it is chosen.</param>
/// <param name="Configuration">Its configuration.</param>
/// <param name="Matched">How its widths were solved for, or null.</param>
internal sealed record NewRun(string Name, RunConfiguration Configuration, MatchedConfiguration? Matched)
{
    /// <summary>A run of a preset with settings over it.</summary>
    /// <exception cref="SettingsException">A preset, key or value cannot be used.</exception>
    public static NewRun Load(string preset, IReadOnlyList<string> settings, ParameterTarget? target)
    {
        var matched = target is null ? null : MatchedConfiguration.Load(preset, settings, target);
        return new NewRun("", matched?.Configuration ?? RunConfiguration.Load(preset, settings), matched);
    }

    /// <summary>The name, with a number behind it where there is a folder of that name.</summary>
    public static string FreeName(string directory, string name)
    {
        if (!Directory.Exists(Path.Combine(directory, name))) return name;
        int number = 2;
        while (Directory.Exists(Path.Combine(directory, Numbered()))) number++;
        return Numbered();

        string Numbered() => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
    }

    /// <summary>A name with this run's seed behind it.</summary>
    public string Seeded(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}-seed{Configuration.Settings.Seed}");

    /// <summary>Makes its folder.</summary>
    /// <param name="directory">Where runs are kept.</param>
    /// <param name="label">What it was started from, for people.</param>
    /// <param name="journal">What keeps its journal.</param>
    public (RunFolder Folder, RunConfiguration Configuration) Make(string directory, string label, JournalStore journal)
    {
        var (start, kept, _) = ImportedWeights.Of(Configuration);
        return (RunFolder.Create(directory, Name, label, kept, start, journal), kept);
    }
}
