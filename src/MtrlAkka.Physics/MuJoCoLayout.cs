using System.Reflection;
using System.Text.Json;

namespace MtrlAkka.Physics;

/// <summary>Where one field of a native struct lies.</summary>
/// <param name="Offset">Bytes from the struct's start.</param>
/// <param name="Size">Bytes; a count is 4 or 8 wide, depending on the version.</param>
internal readonly record struct FieldLayout(int Offset, int Size);

/// <summary>
/// Byte offsets of the fields this project reads or writes, for one version of MuJoCo. The C functions are stable
/// across versions and the structs are not, so every access goes through such a table (folder <c>Layouts</c>).
/// </summary>
internal sealed class MuJoCoLayout
{
    private readonly Dictionary<string, FieldLayout> _fields = [];

    private MuJoCoLayout(JsonElement root)
    {
        Version = root.GetProperty("version").GetString()!;
        Number = root.GetProperty("number").GetInt32();
        foreach (var type in root.GetProperty("structs").EnumerateObject())
        {
            foreach (var field in type.Value.EnumerateObject())
            {
                _fields[$"{type.Name}.{field.Name}"] = field.Value.ValueKind == JsonValueKind.Number
                    ? new FieldLayout(0, field.Value.GetInt32())
                    : new FieldLayout(field.Value[0].GetInt32(), field.Value[1].GetInt32());
            }
        }
    }

    /// <summary>All known versions, oldest first.</summary>
    public static IReadOnlyList<MuJoCoLayout> Known { get; } = ReadAll();

    /// <summary>Version in words, such as 3.3.0.</summary>
    public string Version { get; }

    /// <summary>What <c>mj_version()</c> answers: 330 for 3.3.0, 3005000 for 3.5.0.</summary>
    public int Number { get; }

    /// <summary>The layout of a version number.</summary>
    /// <exception cref="UnsupportedMuJoCoException">The version is not in the table.</exception>
    public static MuJoCoLayout Of(int number, string path) =>
        Known.FirstOrDefault(layout => layout.Number == number)
        ?? throw new UnsupportedMuJoCoException(
            $"{path} is MuJoCo {InWords(number)}, which is not supported; supported are {string.Join(", ", Known.Select(static k => k.Version))}");

    /// <summary>Offset and size of a field, named as <c>struct.field</c>.</summary>
    public FieldLayout this[string field] => _fields[field];

    /// <summary>The same for a field that some versions lack.</summary>
    public FieldLayout? Find(string field) => _fields.TryGetValue(field, out var layout) ? layout : null;

    private static string InWords(int number) => number >= 1_000_000
        ? $"{number / 1_000_000}.{number / 1000 % 1000}.{number % 1000}"
        : $"{number / 100}.{number / 10 % 10}.{number % 10}";

    private static List<MuJoCoLayout> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var layouts = new List<MuJoCoLayout>();
        foreach (string name in assembly.GetManifestResourceNames())
        {
            if (!name.EndsWith(".json", StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var json = JsonDocument.Parse(stream);
            layouts.Add(new MuJoCoLayout(json.RootElement));
        }

        layouts.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return layouts;
    }
}
