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
        var clip = network.GetProperty("optimizer").GetProperty("max_grad_norm");
        bool temperature = _config.TryGetProperty("temperature_optimizer", out var optimizer);
        bool weights = _config.TryGetProperty("use_task_weights", out var use) && use.GetBoolean();
        var shape = GoldenNames.Network(network);
        return new SacSettings
        {
            Tasks = Tasks,
            BatchPerTask = batch / Tasks,
            Actor = shape,
            Critic = shape,
            GradientClip = clip.ValueKind == JsonValueKind.Null ? 0 : clip.GetDouble(),
            TemperatureLearningRate = temperature ? optimizer.GetProperty("lr").GetDouble() : 3e-4,
            LogStdMin = _config.GetProperty("log_std_min").GetDouble(),
            TaskWeights = weights,
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
        var layout = vector.Layout;
        var network = Settings(Tasks).Actor;
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            var spec = layout.Parameters[i];
            string tail = $"/{GoldenNames.Parameter(network, spec.Name)}";
            string name = File.Tensors.Single(one => one.Name.StartsWith(prefix, StringComparison.Ordinal) && one.Name.EndsWith(tail, StringComparison.Ordinal)).Name;
            yield return (vector.Vector.Tensor.view(-1).narrow(0, layout.Offset(i), spec.Count * layout.Members), name);
        }
    }
}
