using System.Text.Json;

namespace MtrlAkka.Learning.Verification;

/// <summary>
/// A golden file: what a reference implementation computed, as tensors, and the description beside them. A description may
/// also stand alone, with figures of its own. Which tensors were used is kept, so that none is passed over in silence.
/// </summary>
public sealed class GoldenFile
{
    private readonly Dictionary<string, GoldenTensor> _tensors;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>A file that was read.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="description">The JSON beside it.</param>
    /// <param name="tensors">Its tensors; none for a description that stands alone.</param>
    public GoldenFile(string name, JsonElement description, IReadOnlyList<GoldenTensor> tensors)
    {
        Name = name;
        Description = new GoldenConfig(description, "the description");
        Tensors = tensors;
        _tensors = tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>What to call it: its path in the folder, without extension.</summary>
    public string Name { get; }

    /// <summary>The description.</summary>
    internal GoldenConfig Description { get; }

    /// <summary>The description's section <c>config</c>; empty where there is none.</summary>
    internal GoldenConfig Config => Description.Has("config") ? Description.Section("config") : new GoldenConfig(default, "config");

    /// <summary>All tensors.</summary>
    internal IReadOnlyList<GoldenTensor> Tensors { get; }

    /// <summary>Names of the tensors that nobody asked for yet.</summary>
    internal IReadOnlyList<string> Unused => [.. Tensors.Select(static tensor => tensor.Name).Where(name => !_used.Contains(name))];

    /// <summary>A tensor.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    internal GoldenTensor this[string name]
    {
        get
        {
            _used.Add(name);
            return _tensors.GetValueOrDefault(name) ?? throw new InvalidDataException($"tensor '{name}' is missing");
        }
    }

    /// <summary>Whether there is a tensor.</summary>
    internal bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>Whether there are tensors in a folder of names, such as <c>after/actor/</c>.</summary>
    internal bool HasAny(string prefix) => Tensors.Any(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The one tensor with this beginning and end.</summary>
    /// <exception cref="InvalidDataException">There is none, or there are several.</exception>
    internal GoldenTensor Find(string prefix, string tail)
    {
        GoldenTensor[] found = [.. Tensors.Where(one => one.Name.StartsWith(prefix, StringComparison.Ordinal) && one.Name.EndsWith(tail, StringComparison.Ordinal))];
        return found is [var only] ? this[only.Name] : throw new InvalidDataException($"{found.Length} tensors are named {prefix}…{tail}, and one is looked for");
    }

    /// <summary>How far the reference's own float32 run is from the file's figures, as the description tells; 0 where it does not.</summary>
    /// <param name="path">Entries, one within the other.</param>
    internal double NativeDifference(params string[] path)
    {
        const string Entry = "native_float32_max_abs_diff";
        if (!Description.Has(Entry)) return 0;
        var section = Description.Section(Entry);
        foreach (string key in path[..^1])
        {
            if (!section.Has(key)) return 0;
            section = section.Section(key);
        }

        return section.Number(path[^1], 0);
    }
}
