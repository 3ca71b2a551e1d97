using System.Globalization;
using System.Text.RegularExpressions;

namespace MtrlAkka.Cluster.Tests.Telemetry;

/// <summary>Prometheus' text format, read as strictly as its documentation has it.</summary>
internal static partial class Exposition
{
    /// <summary>Every sample by its name and labels; the labels that name a sample's origin are left out.</summary>
    public static Dictionary<string, double> Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new Dictionary<string, double>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
            {
                Assert.Matches("^# (HELP|TYPE|UNIT) [a-zA-Z_:][a-zA-Z0-9_:]* .+$|^# EOF$", line);
                continue;
            }

            var match = Sample().Match(line);
            Assert.True(match.Success, $"no sample: {line}");
            string[] labels = [.. match.Groups["label"].Captures.Select(static one => one.Value).Where(static one => !one.StartsWith("otel_scope", StringComparison.Ordinal))];
            string name = match.Groups["name"].Value + (labels.Length == 0 ? "" : $"{{{string.Join(',', labels)}}}");
            samples.Add(name, double.Parse(match.Groups["value"].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture));
        }

        return samples;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*"),?)*\})? (?<value>[-+]?([0-9.eE+-]+|Inf|NaN))( \d+)?$""")]
    private static partial Regex Sample();
}
