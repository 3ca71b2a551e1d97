using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MtrlAkka.Dashboard.Metrics;

/// <summary>A warning or an error of a log.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Error">Whether it is an error.</param>
/// <param name="Text">What it says, in a line.</param>
/// <param name="Source">The node, or null where the log is the run's own.</param>
public sealed partial record LogWarning(DateTimeOffset Time, bool Error, string Text, string? Source)
{
    /// <summary>Reads a line of compact JSON.</summary>
    /// <param name="line">The line.</param>
    /// <param name="source">Where the log is from.</param>
    /// <returns>Null where it is less than a warning, or no such line.</returns>
    public static LogWarning? Parse(ReadOnlySpan<byte> line, string? source)
    {
        // Most lines are neither, and need not be parsed to be known for it.
        if (line.IndexOf("\"@l\":\"Warning\""u8) < 0 && line.IndexOf("\"@l\":\"Error\""u8) < 0 && line.IndexOf("\"@l\":\"Fatal\""u8) < 0) return null;
        try
        {
            var reader = new Utf8JsonReader(line);
            using var json = JsonDocument.ParseValue(ref reader);
            var root = json.RootElement;
            var time = DateTimeOffset.Parse(root.GetProperty("@t").GetString()!, CultureInfo.InvariantCulture);
            string text = Hole().Replace(root.GetProperty("@mt").GetString()!, hole =>
                root.TryGetProperty(hole.Groups["name"].Value, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() : hole.Value);
            if (root.TryGetProperty("@x", out var thrown) && thrown.GetString() is { } trace) text += $" ({trace.Split('\n', 2)[0].Trim()})";
            return new LogWarning(time, root.GetProperty("@l").GetString() != "Warning", text.ReplaceLineEndings(" "), source);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\{@?(?<name>\w+)(?:[,:][^}]*)?\}")]
    private static partial Regex Hole();
}
