using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Cli.Studying;

/// <summary>Makes the folders of a study's runs, which are runs like any others.</summary>
/// <param name="study">The study's folder.</param>
/// <param name="elsewhere">
/// The folder that keeps the runs of a cluster, in which they then are, with the study's name before theirs and a link in the study;
/// null: the study's own.
/// </param>
internal sealed class StudyRunFolders(StudyFolder study, string? elsewhere)
{
    /// <summary>The run of a cell and a seed, made where it is not there yet.</summary>
    /// <exception cref="SettingsException">There is a run of that name with other settings, or its folder cannot be written.</exception>
    public RunFolder Make(StudyCell cell, uint seed)
    {
        string name = cell.RunName(seed);
        var folder = new RunFolder(Path.GetFullPath(Path.Combine(study.Runs, name)));
        var configuration = cell.Configuration(seed);
        if (File.Exists(folder.Configuration)) return Same(folder, configuration);
        if (elsewhere is null) return RunFolder.Create(study.Runs, name, cell.Preset, configuration);
        string outside = $"{study.Name}-{name}";
        var made = new RunFolder(Path.GetFullPath(Path.Combine(elsewhere, outside)));
        if (File.Exists(made.Configuration)) Same(made, configuration);
        else RunFolder.Create(elsewhere, outside, cell.Preset, configuration);
        Directory.CreateDirectory(study.Runs);
        // One that a kill left pointing at nothing.
        if (new FileInfo(folder.Path).LinkTarget is not null) File.Delete(folder.Path);
        Directory.CreateSymbolicLink(folder.Path, made.Path);
        return made;
    }

    /// <summary>Where a run is kept: behind its link, where it is one.</summary>
    public RunFolder Find(string run)
    {
        string path = Path.GetFullPath(Path.Combine(study.Runs, run));
        return new RunFolder(new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path);
    }

    private static RunFolder Same(RunFolder folder, RunConfiguration wanted)
    {
        var there = RunConfiguration.Read(folder.Configuration);
        if (there.Hash == wanted.Hash) return folder;
        string key = wanted.Values.First(pair => there.Values[pair.Key] != pair.Value).Key;
        throw new SettingsException($"the run in {folder.Path} has {key} = {there.Values[key]}, not {wanted.Values[key]}: remove it, or name another study with --name");
    }
}
