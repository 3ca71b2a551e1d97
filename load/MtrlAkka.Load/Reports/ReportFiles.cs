using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MtrlAkka.Load.Results;

namespace MtrlAkka.Load.Reports;

/// <summary>Writes a report as load.md, load.html, load.csv and load.json.</summary>
public static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes what one load came to, as load.html, load.csv and load.json.</summary>
    /// <param name="folder">Where; made where it is absent.</param>
    /// <param name="machine">This machine.</param>
    /// <param name="result">The load.</param>
    /// <param name="unit">What its requests move, in the plural.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(string folder, LoadMachine machine, LoadResult result, string unit)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "load.html"), HtmlReport.Of(machine, result, unit));
        File.WriteAllText(Path.Combine(folder, "load.csv"), CsvReport.Of(result));
        File.WriteAllText(Path.Combine(folder, "load.json"), JsonSerializer.Serialize(result, Json) + "\n");
    }

    /// <summary>Writes all four.</summary>
    /// <param name="folder">Where; made where it is absent.</param>
    /// <param name="report">The report.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(string folder, LoadReport report)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "load.md"), MarkdownReport.Of(report));
        File.WriteAllText(Path.Combine(folder, "load.html"), HtmlReport.Of(report));
        File.WriteAllText(Path.Combine(folder, "load.csv"), CsvReport.Of(report));
        File.WriteAllText(Path.Combine(folder, "load.json"), JsonSerializer.Serialize(report, Json) + "\n");
    }
}
