using System.Globalization;

namespace MtrlAkka.Cluster.Configuration;

/// <summary>Texts by key, read as what they should be; every refusal names the key, its value and its range.</summary>
internal sealed class SettingsValues(IReadOnlyDictionary<string, string> values)
{
    public string Text(string key) => HoconText.Unquoted(values[key]);

    public string[] List(string key)
    {
        string text = values[key];
        if (!text.StartsWith('[') || !text.EndsWith(']')) throw Refused(key, "it is a list: [one, two]");
        return [.. text[1..^1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(HoconText.Unquoted)];
    }

    public int Threads(string key) => Integer(key, 0, 1024) is var threads and > 0 ? (int)threads : Environment.ProcessorCount;

    public bool Flag(string key) => Text(key) switch
    {
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        _ => throw Refused(key, "it is true or false"),
    };

    public long Integer(string key, long low, long high)
    {
        // 2e6 and 2_000_000 are how people write large counts.
        string text = Text(key).Replace("_", "", StringComparison.Ordinal);
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) || value != decimal.Truncate(value))
            throw Refused(key, "it is a whole number");
        if (value < low || value > high) throw Refused(key, FormattableString.Invariant($"it must be in [{low}, {high}]"));
        return (long)value;
    }

    public double Number(string key, double low, double high)
    {
        if (!double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            throw Refused(key, "it is a number");
        if (value < low || value > high) throw Refused(key, FormattableString.Invariant($"it must be in [{low}, {high}]"));
        return value;
    }

    public double Positive(string key)
    {
        double value = Number(key, 0, 1e30);
        return value > 0 ? value : throw Refused(key, "it must be above 0");
    }

    public void OneOf(string key, params string[] choices)
    {
        if (!choices.Contains(Text(key)))
            throw Refused(key, $"it is {string.Join(" or ", choices)}");
    }

    public SettingsException Refused(string key, string why) => new($"mtrl.{key} = {values[key]}: {why}");
}
