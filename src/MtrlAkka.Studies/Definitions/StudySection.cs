using Akka.Configuration;
using Akka.Configuration.Hocon;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Studies.Definitions;

/// <summary>A section of a study file, whose keys are known: every refusal names the file and the key.</summary>
internal sealed class StudySection
{
    private readonly Config _config;
    private readonly string _source;
    private readonly string _path;

    private StudySection(Config config, string source, string path) => (_config, _source, _path) = (config, source, path);

    /// <summary>The names of its entries, in the order of the file.</summary>
    public IReadOnlyList<string> Names => _config.IsEmpty || !_config.Root.IsObject() ? [] : [.. _config.Root.GetObject().Items.Keys];

    /// <summary>A file's section <c>study</c>.</summary>
    /// <exception cref="SettingsException">It cannot be read.</exception>
    public static StudySection Load(string path)
    {
        var whole = new StudySection(HoconText.Parse(File.ReadAllText(path), path), path, "");
        whole.Allow("study");
        return whole.Section("study");
    }

    /// <summary>Refuses keys other than these.</summary>
    /// <exception cref="SettingsException">There is another one.</exception>
    public void Allow(params string[] keys)
    {
        if (Names.FirstOrDefault(name => !keys.Contains(name)) is { } unknown)
            throw new SettingsException($"{_source}: {NearestNames.Unknown("key", Full(unknown), [.. keys.Select(Full)])}");
    }

    /// <summary>This one with what it lacks from another.</summary>
    public StudySection Over(StudySection other) => new(_config.WithFallback(other._config), _source, other._path);

    /// <summary>Whether it has an entry.</summary>
    public bool Has(string key) => Names.Contains(key);

    /// <summary>A section within; an absent one is empty.</summary>
    /// <exception cref="SettingsException">It is none.</exception>
    public StudySection Section(string key)
    {
        if (!Has(key)) return new StudySection(Config.Empty, _source, Full(key));
        var value = _config.Root.GetObject().Items[key];
        return value.IsObject() ? new StudySection(new Config(new HoconRoot(value)), _source, Full(key)) : throw Wrong(key, "is a section: { … }");
    }

    /// <summary>A text.</summary>
    /// <exception cref="SettingsException">It is missing, or none.</exception>
    public string Text(string key) => OptionalText(key) ?? throw new SettingsException($"{_source} lacks {Full(key)}");

    /// <summary>A text, or null where it is absent.</summary>
    /// <exception cref="SettingsException">It is none.</exception>
    public string? OptionalText(string key)
    {
        if (!Has(key)) return null;
        var value = _config.Root.GetObject().Items[key];
        return value.IsObject() || IsArray(value) ? throw Wrong(key, "is a text") : value.GetString();
    }

    /// <summary>A list of texts; an absent one is empty.</summary>
    /// <exception cref="SettingsException">It is none, or has an entry twice.</exception>
    public IReadOnlyList<string> List(string key)
    {
        if (!Has(key)) return [];
        var value = _config.Root.GetObject().Items[key];
        if (!IsArray(value)) throw Wrong(key, "is a list: [a, b]");
        var list = value.GetStringList();
        return list.CountBy(static text => text).FirstOrDefault(static group => group.Value > 1) is { Value: > 1 } twice ? throw Wrong(key, $"names {twice.Key} twice") : [.. list];
    }

    /// <summary>Its entries as settings of a run, <c>key=value</c>, in the order of the file.</summary>
    public IReadOnlyList<string> Settings()
    {
        List<string> settings = [];
        if (Names.Count > 0) Flatten(_config.Root.GetObject(), "", settings);
        return settings;
    }

    /// <summary>The error of an entry.</summary>
    /// <param name="key">The entry.</param>
    /// <param name="what">What it should be, or what is wrong with it.</param>
    public SettingsException Wrong(string key, string what) => new($"{_source}: {Full(key)} {what}");

    private static void Flatten(HoconObject section, string prefix, List<string> settings)
    {
        foreach (var (name, value) in section.Items)
        {
            string key = prefix.Length == 0 ? name : $"{prefix}.{name}";
            if (value.IsObject()) Flatten(value.GetObject(), key, settings);
            else settings.Add(IsArray(value) ? $"{key}=[{string.Join(", ", value.GetStringList())}]" : $"{key}={value.GetString()}");
        }
    }

    // IsArray of its own is false for an empty one.
    private static bool IsArray(HoconValue value) => value.Values.OfType<HoconArray>().Any();

    private string Full(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
