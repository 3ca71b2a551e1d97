using System.Text.Json;
using MtrlAkka.Checkpoints;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>A golden file of the reference implementation, and the way its names and rows map to this project's.</summary>
internal sealed class Golden
{
    private readonly JsonElement _config;

    private Golden(string path)
    {
        File = SafetensorsFile.Read($"{path}.safetensors");
        _config = JsonDocument.Parse(System.IO.File.ReadAllText($"{path}.json")).RootElement.GetProperty("config");
    }

    public SafetensorsFile File { get; }

    public int Tasks => _config.GetProperty("num_tasks").GetInt32();

    public int Steps => _config.TryGetProperty("steps", out var steps) ? steps.GetInt32() : 0;

    /// <summary>The folder that tests of the reference's figures read, or null where it is absent.</summary>
    public static string? Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("MTRL_SHARED") is { Length: > 0 } given) return Path.Join(given, "golden", "learning");
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                if (!System.IO.File.Exists(Path.Join(at.FullName, "MtrlAkka.sln"))) continue;
                string folder = Path.Join(at.Parent!.FullName, "shared", "golden", "learning");
                return Directory.Exists(folder) ? folder : null;
            }

            return null;
        }
    }

    public static Golden Open(string name) => new(Path.Join(Folder, name));

    public SacSettings Settings(int batch)
    {
        var network = _config.GetProperty("network");
        bool Flag(string name) => network.TryGetProperty(name, out var value) && value.GetBoolean();
        var clip = network.GetProperty("optimizer").GetProperty("max_grad_norm");
        var shape = new NetworkSettings
        {
            Architecture = network.GetProperty("class").GetString() == "VanillaNetworkConfig" ? "mlp" : "multi-head",
            Width = network.GetProperty("width").GetInt32(),
            Depth = network.GetProperty("depth").GetInt32(),
            LayerNorm = Flag("use_layer_norm"),
            Skip = Flag("use_skip_connections"),
        };
        return new SacSettings
        {
            Tasks = Tasks,
            BatchPerTask = batch / Tasks,
            Actor = shape,
            Critic = shape,
            GradientClip = clip.ValueKind == JsonValueKind.Null ? 0 : clip.GetDouble(),
        };
    }

    /// <summary>Sets a network's vector from the file's parameters under a prefix such as <c>before/actor/</c>.</summary>
    public void Load(FlatParameters vector, string prefix)
    {
        using var scope = NewDisposeScope();
        foreach (var (view, name) in Views(vector, prefix))
            view.copy_(tensor(File[name].ToDoubles()));
    }

    /// <summary>Largest difference between a vector and the file's, absolute or relative to the larger of the value and 1.</summary>
    public double Error(FlatParameters vector, string prefix)
    {
        using var scope = NewDisposeScope();
        double worst = 0;
        foreach (var (view, name) in Views(vector, prefix))
            worst = Math.Max(worst, Largest(view.to(ScalarType.Float64).data<double>().ToArray(), File[name].ToDoubles()));
        return worst;
    }

    public static double Largest(IReadOnlyList<double> values, IReadOnlyList<double> expected)
    {
        Assert.Equal(expected.Count, values.Count);
        double worst = 0;
        for (int i = 0; i < values.Count; i++)
        {
            double error = Math.Abs(values[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }

        return worst;
    }

    /// <summary>Rows of a file, sample by sample with the tasks in turn, grouped by task; of a step where the tensor has steps.</summary>
    public float[] Rows(string name, int step, int columns)
    {
        var tensor = File[name];
        var values = tensor.As<float>();
        bool steps = Steps > 1;
        int rows = (int)tensor.Shape[steps ? 1 : 0], width = (int)(tensor.Count / rows / (steps ? Steps : 1)), each = rows / Tasks;
        values = values.Slice(step * rows * width, rows * width);
        var grouped = new float[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            int to = (row % Tasks * each) + (row / Tasks);
            values.Slice(row * width, columns).CopyTo(grouped.AsSpan(to * columns, columns));
        }

        return grouped;
    }

    private IEnumerable<(Tensor View, string Name)> Views(FlatParameters vector, string prefix)
    {
        var names = File.Tensors.Select(static tensor => tensor.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var layout = vector.Layout;
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            var spec = layout.Parameters[i];
            string tail = Tail(spec.Name);
            string name = names.Single(candidate => candidate.EndsWith(tail, StringComparison.Ordinal));
            yield return (vector.Vector.Tensor.view(-1).narrow(0, layout.Offset(i), spec.Count * layout.Members), name);
        }
    }

    private string Tail(string name)
    {
        string head = _config.GetProperty("network").GetProperty("class").GetString() == "VanillaNetworkConfig"
            ? $"layer_{_config.GetProperty("network").GetProperty("depth").GetInt32()}"
            : "VmapDense_0";
        return name.Replace("head", head, StringComparison.Ordinal)
            .Replace("norm_", "LayerNorm_", StringComparison.Ordinal)
            .Replace("shift", "bias", StringComparison.Ordinal);
    }
}
