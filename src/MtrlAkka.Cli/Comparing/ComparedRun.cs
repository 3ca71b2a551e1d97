using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Cli.Comparing;

/// <summary>A run of a comparison: a variant with a seed.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Name">Name of the run.</param>
/// <param name="Configuration">Its configuration.</param>
internal sealed record ComparedRun(string Variant, string Name, RunConfiguration Configuration)
{
    /// <summary>The run's folder, made where it is not there yet.</summary>
    /// <param name="runsDirectory">Where the runs are kept.</param>
    /// <param name="preset">What they were started from, for people.</param>
    /// <exception cref="SettingsException">There is a run of that name with other settings.</exception>
    public RunFolder Folder(string runsDirectory, string preset)
    {
        var folder = new RunFolder(Path.GetFullPath(Path.Combine(runsDirectory, Name)));
        if (!File.Exists(folder.Configuration)) return RunFolder.Create(runsDirectory, Name, preset, Configuration);
        var there = RunConfiguration.Read(folder.Configuration);
        if (there.Hash == Configuration.Hash) return folder;
        string key = Configuration.Values.First(pair => there.Values[pair.Key] != pair.Value).Key;
        throw new SettingsException(
            $"the run {Name} in {runsDirectory} has {key} = {there.Values[key]}, not {Configuration.Values[key]}: name another folder with --runs-dir, or remove it");
    }
}
