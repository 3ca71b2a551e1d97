using System.Security.Cryptography;
using System.Text;
using Akka.Configuration.Hocon;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Configuration;

/// <summary>
/// The effective configuration of a run: the reference, then a preset or file, then single settings, each over the one
/// before. Keys that the reference does not have are refused with the nearest ones.
/// </summary>
public sealed class RunConfiguration
{
    private const string Section = "mtrl";
    private readonly SortedDictionary<string, string> _values;

    private RunConfiguration(SortedDictionary<string, string> values)
    {
        _values = values;
        Settings = new SettingsBinder(new SettingsValues(values)).Bind();
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToHocon())));
    }

    /// <summary>The values bound and checked.</summary>
    public RunSettings Settings { get; }

    /// <summary>SHA-256 of the effective configuration.</summary>
    public string Hash { get; }

    /// <summary>Every key (without its section) with its effective value, in the order of the keys.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Folder of the HOCON files beside the program.</summary>
    public static string HoconDirectory => Path.Combine(AppContext.BaseDirectory, "hocon");

    /// <summary>Names of the presets beside the program, sorted.</summary>
    public static IReadOnlyList<string> Presets =>
        [.. Directory.EnumerateFiles(Path.Combine(HoconDirectory, "presets"), "*.conf")
            .Select(static path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal)];

    /// <summary>Puts the layers together.</summary>
    /// <param name="preset">Name of a preset, or path of a file that ends in .conf.</param>
    /// <param name="settings">Single settings, <c>key=value</c>; the section's name may be left out.</param>
    /// <exception cref="SettingsException">A preset, key or value cannot be used.</exception>
    public static RunConfiguration Load(string preset, IEnumerable<string> settings)
    {
        string path = preset;
        if (!preset.EndsWith(".conf", StringComparison.Ordinal))
        {
            path = Path.Combine(HoconDirectory, "presets", preset + ".conf");
            if (!File.Exists(path))
                throw new SettingsException($"{NearestNames.Unknown("preset", preset, Presets)} (a file of yours must end in .conf)");
        }
        else if (!File.Exists(path))
        {
            throw new SettingsException($"there is no file '{path}'");
        }

        var values = Reference();
        Overlay(values, Leaves(File.ReadAllText(path), path), path);
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new SettingsException($"--set takes key=value, not '{setting}'");
            string key = setting[..equals].Trim();
            if (!key.StartsWith(Section + ".", StringComparison.Ordinal)) key = $"{Section}.{key}";
            string value = setting[(equals + 1)..].Trim();
            // A plain text may hold what HOCON would take for its own: cuda:1.
            if (value.Length > 0 && value[0] is not ('[' or '{' or '"')) value = HoconText.Scalar(value);
            var layer = Leaves($"{key} = {value}", $"--set {setting}");
            if (layer.Count == 0) throw new SettingsException($"--set {setting} sets nothing: give a value after the =");
            Overlay(values, layer, $"--set {setting}");
        }

        return new RunConfiguration(values);
    }

    /// <summary>Reads what <see cref="ToHocon"/> wrote, as a run's folder keeps it.</summary>
    /// <exception cref="SettingsException">The file is of another version of the configuration, or damaged.</exception>
    public static RunConfiguration Read(string path)
    {
        if (!File.Exists(path)) throw new SettingsException($"there is no configuration '{path}': is this the folder of a run?");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads what <see cref="ToHocon"/> gave.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <exception cref="SettingsException">It is of another version of the configuration, or damaged.</exception>
    public static RunConfiguration Parse(string text, string source)
    {
        var values = Reference();
        Overlay(values, Leaves(text, source), source);
        return new RunConfiguration(values);
    }

    /// <summary>The same with another value of one key.</summary>
    public RunConfiguration With(string key, string value) => new(new SortedDictionary<string, string>(_values, StringComparer.Ordinal) { [key] = HoconText.Scalar(value) });

    /// <summary>The effective configuration as HOCON, a key a line in the keys' order; the same values give the same text.</summary>
    public string ToHocon()
    {
        var text = new StringBuilder();
        foreach (var (key, value) in _values)
            text.Append(Section).Append('.').Append(key).Append(" = ").Append(value).Append('\n');
        return text.ToString();
    }

    private static SortedDictionary<string, string> Reference()
    {
        string path = Path.Combine(HoconDirectory, "reference.conf");
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Leaves(File.ReadAllText(path), path)) values[key] = value;
        return values;
    }

    private static void Overlay(SortedDictionary<string, string> values, IReadOnlyList<KeyValuePair<string, string>> layer, string source)
    {
        string version = values["config-version"];
        foreach (var (key, value) in layer)
        {
            if (!values.ContainsKey(key))
                throw new SettingsException($"{source}: {NearestNames.Unknown("key", key, values.Keys)}");
            if (key == "config-version" && value != version)
                throw new SettingsException($"{source} is of configuration version {value}, this program knows version {version}: run it with the program that wrote it");
            values[key] = value;
        }
    }

    private static List<KeyValuePair<string, string>> Leaves(string text, string source)
    {
        var config = HoconText.Parse(text, source);
        var leaves = new List<KeyValuePair<string, string>>();
        if (config.IsEmpty) return leaves;
        foreach (var (name, value) in config.Root.GetObject().Items)
        {
            if (name != Section) throw new SettingsException($"unknown section '{name}' in {source}: a run's settings stand under '{Section}'");
            if (!value.IsObject()) throw new SettingsException($"'{Section}' in {source} must be a section");
            Flatten(value.GetObject(), "", leaves);
        }

        return leaves;
    }

    private static void Flatten(HoconObject section, string prefix, List<KeyValuePair<string, string>> leaves)
    {
        foreach (var (name, value) in section.Items)
        {
            string key = prefix.Length == 0 ? name : $"{prefix}.{name}";
            if (value.IsObject()) Flatten(value.GetObject(), key, leaves);
            // IsArray is false for an empty one.
            else if (value.Values.OfType<HoconArray>().Any()) leaves.Add(new(key, $"[{string.Join(", ", value.GetStringList().Select(HoconText.Scalar))}]"));
            else leaves.Add(new(key, HoconText.Scalar(value.GetString() ?? "")));
        }
    }
}
