using System.Text.Json;
using MtrlAkka.Load.Reports;

namespace MtrlAkka.Load.Gate;

/// <summary>A ratio that is kept, with how far a later one may be worse.</summary>
/// <param name="Name">As in <see cref="Ratio"/>.</param>
/// <param name="Value">The ratio when it was kept.</param>
/// <param name="HigherIsBetter">Whether it is a ratio of rates.</param>
/// <param name="Band">How many times worse a later one may be; above 1.</param>
public sealed record KeptRatio(string Name, double Value, bool HigherIsBetter, double Band)
{
    /// <summary>The worst that passes.</summary>
    public double Bound => HigherIsBetter ? Value / Band : Value * Band;

    /// <summary>Whether a ratio passes.</summary>
    public bool Admits(double value) => HigherIsBetter ? value >= Bound : value <= Bound;
}

/// <summary>Ratios that are kept in a file, and what a report's ratios are held to.</summary>
/// <param name="Machine">Where they were measured, and under what load.</param>
/// <param name="Ratios">The ratios.</param>
public sealed record LoadBaseline(string Machine, IReadOnlyList<KeptRatio> Ratios)
{
    /// <summary>How many times worse a later ratio may be where nobody says otherwise: two measurements on a machine with other work differ by as much.</summary>
    public const double UsualBand = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>That of a report.</summary>
    public static LoadBaseline Of(LoadReport report) => new(
        ReportLines.Machine(report.Machine), [.. report.Ratios.Select(static ratio => new KeptRatio(ratio.Name, ratio.Value, ratio.HigherIsBetter, UsualBand))]);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static LoadBaseline Read(string file)
    {
        try
        {
            var read = JsonSerializer.Deserialize<LoadBaseline>(File.ReadAllText(file), Json);
            return read is { Ratios.Count: > 0 } && read.Ratios.All(static ratio => ratio is { Name: not null, Value: > 0, Band: > 1 })
                ? read
                : throw new InvalidDataException($"{file} has no ratios, or one that is not above 0 with a band above 1: load gate --keep writes them anew");
        }
        catch (Exception error) when (error is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{file} is no baseline ({error.Message.ReplaceLineEndings(" ")}): load gate --keep writes one", error);
        }
    }

    /// <summary>Writes it.</summary>
    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>Ratios that are worse than their bands allow, or missing, a line each.</summary>
    /// <param name="ratios">Those of a report.</param>
    public IReadOnlyList<string> Worse(IReadOnlyList<Ratio> ratios)
    {
        var measured = ratios.ToDictionary(static ratio => ratio.Name);
        List<string> worse = [];
        foreach (var kept in Ratios)
        {
            if (!measured.TryGetValue(kept.Name, out var ratio)) worse.Add($"{kept.Name} was not measured");
            else if (!kept.Admits(ratio.Value))
                worse.Add(FormattableString.Invariant($"{kept.Name} is {ratio.Value:0.0000}, kept was {kept.Value:0.0000}: {(kept.HigherIsBetter ? "below" : "above")} {kept.Bound:0.0000}"));
        }

        return worse;
    }
}
