using System.Text.Json;
using MtrlAkka.Checkpoints;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>A golden file of the BRC reference: tensors, and the sidecar's configuration.</summary>
internal sealed class BrcGolden
{
    private readonly JsonElement _config;

    private BrcGolden(string path)
    {
        File = SafetensorsFile.Read($"{path}.safetensors");
        _config = JsonDocument.Parse(System.IO.File.ReadAllText($"{path}.json")).RootElement.GetProperty("config");
    }

    public SafetensorsFile File { get; }

    /// <summary>The folder of the files; only where <see cref="Golden.Folder"/> is there.</summary>
    public static string Folder => Path.Join(Golden.Folder, "..", "brc");

    public double[] this[string name] => File[name].ToDoubles();

    public static BrcGolden Open(string name) => new(Path.Join(Folder, name));

    public static JsonElement Json(string name) => JsonDocument.Parse(System.IO.File.ReadAllText(Path.Join(Folder, $"{name}.json"))).RootElement;

    public double Number(string key) => _config.GetProperty(key).GetDouble();

    public bool Has(string key) => _config.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    public int Count(string key) => _config.GetProperty(key).GetInt32();

    /// <summary>A tensor of the file as a matrix.</summary>
    public Matrix Matrix(string name, int members, int rows, int columns, ScalarType type)
    {
        using var scope = NewDisposeScope();
        return new Matrix(tensor(this[name]).to(type).view(members, rows, columns).clone());
    }

    public static double[] Values(Matrix matrix)
    {
        using var scope = NewDisposeScope();
        return matrix.Tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }
}
