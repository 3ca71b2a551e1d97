using System.Globalization;
using System.Text.RegularExpressions;

namespace MtrlAkka.Load.Profiles;

/// <summary>How the rate of requests goes over time: segments, one after the other.</summary>
public sealed partial class LoadProfile
{
    /// <summary>A profile.</summary>
    /// <param name="segments">At least one.</param>
    /// <exception cref="ArgumentException">There is none, or one has a rate or time that makes no sense.</exception>
    public LoadProfile(IReadOnlyList<LoadSegment> segments)
    {
        if (segments.Count == 0) throw new ArgumentException("a profile has at least one segment", nameof(segments));
        foreach (var segment in segments)
        {
            if (!(segment.From >= 0) || !(segment.To >= 0) || !double.IsFinite(segment.From + segment.To) || segment.Lasting <= TimeSpan.Zero)
                throw new ArgumentException($"{segment.Name}: rates are at least 0 and times more than 0", nameof(segments));
        }

        Segments = segments;
    }

    /// <summary>The segments.</summary>
    public IReadOnlyList<LoadSegment> Segments { get; }

    /// <summary>How long it is.</summary>
    public TimeSpan Lasting => Segments.Aggregate(TimeSpan.Zero, static (sum, segment) => sum + segment.Lasting);

    /// <summary>A constant rate after a warm-up at the same rate.</summary>
    public static LoadProfile Steady(double rate, TimeSpan warmUp, TimeSpan lasting) => new(
    [
        LoadSegment.Constant(LoadSegment.WarmUpName, rate, warmUp),
        LoadSegment.Constant("steady", rate, lasting),
    ]);

    /// <summary>Past capacity and back: latency must recover when the load goes.</summary>
    /// <param name="capacity">The highest rate that is borne.</param>
    /// <param name="share">How long each of its parts is.</param>
    public static LoadProfile Overload(double capacity, TimeSpan share) => new(
    [
        LoadSegment.Constant(LoadSegment.WarmUpName, 0.5 * capacity, share),
        LoadSegment.Constant("before", 0.5 * capacity, share),
        LoadSegment.Constant("overload", 1.5 * capacity, share),
        LoadSegment.Constant("drain", 0.1 * capacity, 2 * share),
        LoadSegment.Constant("after", 0.5 * capacity, share),
    ]);

    /// <summary>
    /// Reads a profile, parts separated by commas: <c>100/s 10s</c> is a constant rate, <c>100..500/s 30s</c> a ramp, and a word
    /// before it a name: <c>warm-up 50/s 5s, 50..500/s 20s, spike 1000/s 2s, recovery 50/s 10s</c>.
    /// </summary>
    /// <exception cref="FormatException">It is none; the message names the part.</exception>
    public static LoadProfile Parse(string text)
    {
        var segments = new List<LoadSegment>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Part().Match(part) is not { Success: true } match)
                throw new FormatException($"'{part}' is no part of a profile: write 100/s 10s, or 100..500/s 30s for a ramp, with a name before it if you like");
            double from = Number(match.Groups["from"]), to = match.Groups["to"].Success ? Number(match.Groups["to"]) : from;
            var lasting = TimeSpan.FromSeconds(Number(match.Groups["time"]) * (match.Groups["unit"].Value == "m" ? 60 : 1));
            if (lasting <= TimeSpan.Zero) throw new FormatException($"'{part}': a part lasts longer than 0 s");
            string name = match.Groups["name"].Success ? match.Groups["name"].Value : from == to ? "steady" : "ramp";
            segments.Add(new LoadSegment(name, from, to, lasting));
        }

        return new LoadProfile(segments);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Segments.Select(static segment => segment.From == segment.To
        ? string.Create(CultureInfo.InvariantCulture, $"{segment.Name} {segment.From:0.###}/s {segment.Lasting.TotalSeconds:0.###}s")
        : string.Create(CultureInfo.InvariantCulture, $"{segment.Name} {segment.From:0.###}..{segment.To:0.###}/s {segment.Lasting.TotalSeconds:0.###}s")));

    private static double Number(Group group) => double.Parse(group.Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^((?<name>[a-z][a-z0-9-]*)\s+)?(?<from>\d+(\.\d+)?)(\.\.(?<to>\d+(\.\d+)?))?/s\s+(?<time>\d+(\.\d+)?)(?<unit>s|m)$", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
