using System.Globalization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Studies.Definitions;

/// <summary>A study file: one study in several scales, which differ in what the file has under <c>scales</c>.</summary>
public sealed class StudyFile
{
    private const string Scales = "scales";
    private const int MostAttempts = 100;
    private static readonly string[] Keys = ["title", "question", "note", "preset", "settings", "axes", "axis", "plot", "paper", "seeds", "attempts"];
    private readonly StudySection _study;

    private StudyFile(string name, StudySection study) => (Name, _study) = (name, study);

    /// <summary>Name of the study: that of its file.</summary>
    public string Name { get; }

    /// <summary>Names of its scales, in the order of the file.</summary>
    public IReadOnlyList<string> ScaleNames => _study.Section(Scales).Names;

    /// <summary>What it asks.</summary>
    public string Title => _study.Text("title");

    /// <summary>Names of the studies beside the program, sorted.</summary>
    public static IReadOnlyList<string> All =>
        [.. Directory.EnumerateFiles(Folder, "*.conf").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(RunConfiguration.HoconDirectory, "studies");

    /// <summary>Reads a study file.</summary>
    /// <param name="study">Name of a study, or path of a file that ends in .conf.</param>
    /// <exception cref="SettingsException">There is none, or it cannot be read.</exception>
    public static StudyFile Load(string study)
    {
        string path = study;
        if (!study.EndsWith(".conf", StringComparison.Ordinal))
        {
            path = Path.Combine(Folder, study + ".conf");
            if (!File.Exists(path)) throw new SettingsException($"{NearestNames.Unknown("study", study, All)} (a file of yours must end in .conf)");
        }
        else if (!File.Exists(path))
        {
            throw new SettingsException($"there is no file '{path}'");
        }

        var section = StudySection.Load(path);
        section.Allow([.. Keys, Scales]);
        return new StudyFile(Path.GetFileNameWithoutExtension(path), section);
    }

    /// <summary>The study at a scale.</summary>
    /// <param name="scale">Name of the scale.</param>
    /// <param name="settings">Settings over those of the file, <c>key=value</c>.</param>
    /// <param name="seeds">Seeds in place of the file's; null: the file's.</param>
    /// <param name="command">The command that makes the study again.</param>
    /// <exception cref="SettingsException">There is no such scale, or something in the file cannot be used.</exception>
    public StudyDefinition At(string scale, IReadOnlyList<string> settings, IReadOnlyList<uint>? seeds, string command)
    {
        if (!ScaleNames.Contains(scale)) throw new SettingsException(NearestNames.Unknown("scale", scale, [.. ScaleNames]));
        var own = _study.Section(Scales).Section(scale);
        own.Allow(Keys);
        var study = own.Over(_study);
        StudyAxisSettings[] axes = [.. study.List("axes").Select(name => StudyAxisSettings.Read(name, study.Section("axis")))];
        if (axes.Length == 0) throw study.Wrong("axes", "names the axes of the grid: [tasks, width]");
        study.Section("axis").Allow([.. axes.Select(static axis => axis.Axis.Name)]);
        var grid = new StudyGridBuilder(study.Text("preset"), [.. study.Section("settings").Settings(), .. settings], axes);
        return new StudyDefinition(
            Name,
            scale,
            study.Text("title"),
            study.Text("question"),
            study.OptionalText("note") ?? "",
            command,
            [.. axes.Select(static axis => axis.Axis)],
            Plot(study.Section("plot"), [.. axes.Select(static axis => axis.Axis)]),
            study.List("paper"),
            seeds ?? Seeds(study),
            Attempts(study),
            grid.Build());
    }

    private static StudyPlot Plot(StudySection plot, IReadOnlyList<StudyAxis> axes)
    {
        plot.Allow("x", "series", "baseline", "measures");
        string[] names = [.. axes.Select(static axis => axis.Name)];
        string x = plot.Text("x");
        if (!names.Contains(x) && x is not (StudyPlot.ActorParameters or StudyPlot.Parameters))
            throw plot.Wrong("x", $"= {x} is no axis: there are {string.Join(", ", [.. names, StudyPlot.ActorParameters, StudyPlot.Parameters])}");
        var series = plot.List("series");
        if (series.FirstOrDefault(name => !names.Contains(name)) is { } unknown) throw plot.Wrong("series", $"has {unknown}, which is no axis: there are {string.Join(", ", names)}");
        var measures = plot.List("measures");
        if (measures.Count == 0) throw plot.Wrong("measures", $"names what is measured, the primary one first, of {string.Join(", ", StudyMeasures.All)}");
        if (measures.FirstOrDefault(static name => !StudyMeasures.All.Contains(name)) is { } measure)
            throw plot.Wrong("measures", $"has an {NearestNames.Unknown("measure", measure, [.. StudyMeasures.All])}");
        string? baseline = plot.OptionalText("baseline");
        string compared = series.Count > 0 ? series[^1] : x;
        return baseline is null || (axes.FirstOrDefault(axis => axis.Name == compared)?.Values.Contains(baseline) ?? false)
            ? new StudyPlot(x, series, baseline, measures)
            : throw plot.Wrong("baseline", $"= {baseline} is no value of {compared}");
    }

    private static uint[] Seeds(StudySection study)
    {
        uint[] seeds = [.. study.List("seeds").Select(text => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seed)
            ? seed : throw study.Wrong("seeds", $"has {text}, which is no seed: they are whole numbers of 0 to {uint.MaxValue}"))];
        return seeds.Length > 0 ? seeds : throw study.Wrong("seeds", "names the seeds of each cell: [1, 2, 3]");
    }

    private static int Attempts(StudySection study) =>
        int.TryParse(study.Text("attempts"), NumberStyles.None, CultureInfo.InvariantCulture, out int attempts) && attempts is >= 1 and <= MostAttempts
            ? attempts : throw study.Wrong("attempts", $"is how often a run is tried, 1 to {MostAttempts}");
}
