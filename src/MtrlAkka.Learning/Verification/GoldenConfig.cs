using System.Text.Json;

namespace MtrlAkka.Learning.Verification;

/// <summary>An object of a golden file's description, whose errors name the entry that is missing or wrong.</summary>
/// <param name="element">The object.</param>
/// <param name="path">Where it stands, for the errors.</param>
internal sealed class GoldenConfig(JsonElement element, string path)
{
    /// <summary>The object itself.</summary>
    public JsonElement Element => element;

    /// <summary>Whether there is an entry, and not null.</summary>
    public bool Has(string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>An object within.</summary>
    public GoldenConfig Section(string key) => new(Of(key, JsonValueKind.Object, "an object"), $"{path}.{key}");

    /// <summary>A number.</summary>
    public double Number(string key) => Of(key, JsonValueKind.Number, "a number").GetDouble();

    /// <summary>A number, or another where there is none.</summary>
    public double Number(string key, double otherwise) => Has(key) ? Number(key) : otherwise;

    /// <summary>A whole number.</summary>
    public int Count(string key) => Of(key, JsonValueKind.Number, "a number").TryGetInt32(out int count) ? count : throw Wrong(key, "a whole number");

    /// <summary>A whole number, or another where there is none.</summary>
    public int Count(string key, int otherwise) => Has(key) ? Count(key) : otherwise;

    /// <summary>A text.</summary>
    public string Text(string key) => Of(key, JsonValueKind.String, "a text").GetString()!;

    /// <summary>A switch; off where there is none.</summary>
    public bool Flag(string key) => Has(key) && element.GetProperty(key).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>Refuses a value that this project has nothing for; one that is not given is taken for the usual one.</summary>
    public void Require(string key, string usual)
    {
        if (!Has(key)) return;
        var value = element.GetProperty(key);
        string given = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (given != usual)
            throw new InvalidDataException($"{path}.{key} is {given}, and only {usual} is known here");
    }

    private JsonElement Of(string key, JsonValueKind kind, string what)
    {
        if (!Has(key)) throw new InvalidDataException($"{path} lacks {key}");
        var value = element.GetProperty(key);
        return value.ValueKind == kind ? value : throw Wrong(key, what);
    }

    private InvalidDataException Wrong(string key, string what) => new($"{path}.{key} must be {what}");
}
