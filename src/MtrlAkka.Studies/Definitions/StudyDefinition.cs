using System.Text.Json;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Studies.Definitions;

/// <summary>A study as it is done: a study file at one scale, every cell of its grid with all its settings.</summary>
/// <param name="Study">Name of the study file: parameter-scaling.</param>
/// <param name="Scale">paper or laptop.</param>
/// <param name="Title">Heading of its report.</param>
/// <param name="Question">What it asks, in a sentence or two.</param>
/// <param name="Note">What must be known to read its results at this scale; may be empty.</param>
/// <param name="Command">The command that makes it again.</param>
/// <param name="Axes">The axes of its grid.</param>
/// <param name="Plot">How it is looked at.</param>
/// <param name="PaperFigures">
/// Figures of the paper's points to draw beside its results, by their names there; empty: none.
/// </param>
/// <param name="Seeds">Seeds of each cell.</param>
/// <param name="Attempts">How often a run is tried before it counts as failed, 1 or more.</param>
/// <param name="Cells">The grid, in the order in which it is run.</param>
public sealed record StudyDefinition(
    string Study,
    string Scale,
    string Title,
    string Question,
    string Note,
    string Command,
    IReadOnlyList<StudyAxis> Axes,
    StudyPlot Plot,
    IReadOnlyList<string> PaperFigures,
    IReadOnlyList<uint> Seeds,
    int Attempts,
    IReadOnlyList<StudyCell> Cells)
{
    private const int CurrentFormat = 1;
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Version of the file's meaning.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The axis of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public StudyAxis Axis(string name) => Axes.FirstOrDefault(axis => axis.Name == name) ?? throw new ArgumentException($"the study {Study} has no axis {name}", nameof(name));

    /// <summary>Reads what a study's folder keeps.</summary>
    /// <exception cref="SettingsException">It is missing, damaged, or of another version.</exception>
    public static StudyDefinition Read(StudyFolder folder)
    {
        if (!File.Exists(folder.Definition)) throw new SettingsException($"there is no study in {folder.Path}: ./mtrl study run STUDY makes one");
        StudyDefinition? read;
        try
        {
            read = JsonSerializer.Deserialize<StudyDefinition>(File.ReadAllText(folder.Definition), Json);
        }
        catch (JsonException error)
        {
            throw new SettingsException($"the definition {folder.Definition} is damaged: {error.Message}", error);
        }

        return read?.Format == CurrentFormat
            ? read
            : throw new SettingsException($"the definition {folder.Definition} is of another version than {CurrentFormat}, which this program knows: use the program that wrote it");
    }

    /// <summary>Refuses a definition whose cells would be trained otherwise today.</summary>
    /// <exception cref="SettingsException">The presets or the defaults of this program are others than those of the program that began the study.</exception>
    public void RequireUnchanged()
    {
        if (Cells.FirstOrDefault(static cell => cell.Configuration(0).Hash != cell.Hash) is { } changed)
            throw new SettingsException($"the cell {changed.Key} would be trained with other settings than the study began with: the preset {changed.Preset} or a default has changed; use the program that began it, or begin another study with --name");
    }

    /// <summary>What this one has otherwise than another, or null where they are the same study; the command does not count.</summary>
    public string? Difference(StudyDefinition other)
    {
        if ((this with { Command = other.Command }).ToText() == other.ToText()) return null;
        if (Study != other.Study || Scale != other.Scale) return $"another study or scale: {Study}, {Scale}";
        if (!Seeds.SequenceEqual(other.Seeds)) return $"other seeds: {string.Join(", ", Seeds)}";
        return Cells.Select(static cell => cell.Hash).SequenceEqual(other.Cells.Select(static cell => cell.Hash)) ? "another definition of the same runs" : "other settings of its cells";
    }

    /// <summary>The definition as its file has it; equal definitions give the same text.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json) + "\n";
}
