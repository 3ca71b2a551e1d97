using System.Globalization;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Studies.Definitions;

/// <summary>One cell of a study's grid: a configuration that is trained with each of the study's seeds.</summary>
/// <param name="Key">Its name, unlike all others of the study; a part of its runs' names.</param>
/// <param name="Labels">Where it stands, in the order of the study's axes.</param>
/// <param name="Preset">The preset that its settings are laid over.</param>
/// <param name="Settings">Settings over the preset, <c>key=value</c>, the later over the earlier; without the seed.</param>
/// <param name="Hash">Hash of its effective configuration with seed 0.</param>
public sealed record StudyCell(string Key, IReadOnlyList<StudyLabel> Labels, string Preset, IReadOnlyList<string> Settings, string Hash)
{
    /// <summary>Name of the value on an axis.</summary>
    /// <exception cref="ArgumentException">The study has no such axis.</exception>
    public string this[string axis] => Labels.FirstOrDefault(label => label.Axis == axis)?.Value ?? throw new ArgumentException($"the cell {Key} has no axis {axis}", nameof(axis));

    /// <summary>The effective configuration of the cell with a seed.</summary>
    /// <exception cref="SettingsException">A preset, key or value cannot be used.</exception>
    public RunConfiguration Configuration(uint seed) => RunConfiguration.Load(Preset, [.. Settings, string.Create(CultureInfo.InvariantCulture, $"run.seed={seed}")]);

    /// <summary>Name of the run of a seed.</summary>
    public string RunName(uint seed) => string.Create(CultureInfo.InvariantCulture, $"{Key}-seed{seed}");
}
