using System.Text;
using System.Text.Json;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Studies.Grid;

/// <summary>How far a run is, as its file of figures says; it may be trained in any process.</summary>
/// <param name="Round">Rounds done; 0 before the first line of figures.</param>
/// <param name="UpdatesPerSecond">Updates a second lately, or null.</param>
/// <param name="Success">Mean success of the last evaluation near the end of the file, in [0, 1], or null.</param>
public sealed record RunProgress(long Round, double? UpdatesPerSecond, double? Success)
{
    // Some dozens of lines: a line with all measures has 10 kB.
    private const int Tail = 1 << 18;

    /// <summary>A run that has not begun.</summary>
    public static RunProgress None { get; } = new(0, null, null);

    /// <summary>Looks at a run's folder.</summary>
    public static RunProgress Of(RunFolder folder)
    {
        if (!File.Exists(folder.Metrics)) return None;
        var progress = None;
        foreach (string line in LastLines(folder.Metrics))
        {
            using var json = Parse(line);
            if (json is null) continue;
            double? Number(string tag) => json.RootElement.TryGetProperty(tag, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
            progress = new RunProgress(
                (long?)Number("metrics/round") ?? progress.Round, Number("metrics/updates_per_second") ?? progress.UpdatesPerSecond, Number("charts/mean_success_rate") ?? progress.Success);
        }

        return progress;
    }

    // The first line of a tail and the last of a file that is written to may be halves.
    private static IEnumerable<string> LastLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(Tail, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static JsonDocument? Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
