using System.Text.Json;

namespace MtrlAkka.Dashboard.Metrics;

/// <summary>A run's figures by tag, put together from the lines of its <c>metrics.jsonl</c>.</summary>
internal sealed class MetricBook
{
    private readonly SortedDictionary<string, MetricTrack> _tracks = new(StringComparer.Ordinal);

    /// <summary>All figures so far.</summary>
    public IReadOnlyDictionary<string, MetricSeries> Series =>
        _tracks.ToDictionary(static one => one.Key, static one => one.Value.Series, StringComparer.Ordinal);

    /// <summary>Adds a line; one that is none is passed over.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        try
        {
            Read(line);
        }
        catch (JsonException)
        {
            // A line that a kill cut short, before the run's process repairs it.
        }
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return;
        double? step = null, time = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string tag = reader.GetString()!;
            if (!reader.Read() || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return;
            // What is not a finite number is null there.
            if (reader.TokenType != JsonTokenType.Number) continue;
            double value = reader.GetDouble();
            if (tag == "step") step = value;
            else if (tag == "time") time = value;
            else if (step is { } at && time is { } when) Track(tag).Add(at, when, value);
        }
    }

    private MetricTrack Track(string tag)
    {
        if (!_tracks.TryGetValue(tag, out var track)) _tracks.Add(tag, track = new MetricTrack());
        return track;
    }
}
