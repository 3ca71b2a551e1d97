using System.Text.Json;
using MtrlAkka.Checkpoints;
using MtrlAkka.Learning.Plasticity;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Plasticity;

/// <summary>Every figure of the golden file, whatever its description names.</summary>
public class GoldenMeasuresTests(ITestOutputHelper output)
{
    [GoldenTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_figure_equals_the_reference(bool wide)
    {
        string path = Path.Join(Golden.Folder, "metrics", "plasticity");
        var golden = new GoldenMeasures(SafetensorsFile.Read($"{path}.safetensors"), wide ? ScalarType.Float64 : ScalarType.Float32);
        using var description = JsonDocument.Parse(File.ReadAllText($"{path}.json"));
        var errors = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var tensor in description.RootElement.GetProperty("tensors").EnumerateArray())
        {
            string name = tensor.GetProperty("name").GetString()!, kind = GoldenMeasures.Kind(name);
            if (GoldenMeasures.IsInput(name)) continue;
            double error = Golden.Largest(golden.Measure(name), golden.Expected(name));
            errors[kind] = Math.Max(errors.GetValueOrDefault(kind), error);
        }

        foreach (var (kind, error) in errors) output.WriteLine($"{kind} {(wide ? "float64" : "float32")}: {error:g2}");
        Assert.NotEmpty(errors);
        Assert.All(errors, static kind => Assert.InRange(kind.Value, 0, kind.Key is "dormant_count" or "dormant_total_count" or "srank" ? 0 : 1e-12));
    }

    /// <summary>The measures by the names of the golden file's tensors.</summary>
    private sealed class GoldenMeasures(SafetensorsFile file, ScalarType type)
    {
        private readonly double[] _thresholds = file["threshold/dormant"].ToDoubles(), _deltas = file["threshold/srank_delta"].ToDoubles();

        public static string Kind(string name) => name.StartsWith("extra/", StringComparison.Ordinal) ? string.Join('/', name.Split('/')[..2]) : name.Split('/')[0];

        public static bool IsInput(string name) => Kind(name) is "activation" or "weight" or "threshold";

        public double[] Expected(string name) => file[name] is { Type: TensorType.I32 } counts
            ? Array.ConvertAll(counts.As<int>().ToArray(), static count => (double)count)
            : file[name].ToDoubles();

        public IReadOnlyList<double> Measure(string name)
        {
            string kind = Kind(name), of = name == kind ? "" : name[(kind.Length + 1)..];
            switch (kind)
            {
                case "dormant_score": return Scores($"activation/{of}").Of(0);
                case "dormant_count": return Count(Scores($"activation/{of}"));
                case "dormant_ratio_percent": return Percent([Scores($"activation/{of}")]);
                case "dormant_total_count": return [.. _thresholds.Select(threshold => (double)Layers().Sum(layer => layer.CountDormant(0, threshold)))];
                case "dormant_total_ratio_percent": return Percent(Layers());
                case "extra/zero_fraction": return [UnitScores.DormantPercent([Scores(of)], 0, 0) / 100];
                case "extra/mean_feature_norm": return Matrix(of, Norms.OfFeatures);
            }

            var spectrum = Matrix(of, Spectrum.Of)[0];
            return kind switch
            {
                "srank" => [.. _deltas.Select(spectrum.EffectiveRank)],
                "extra/effective_rank_entropy" => [spectrum.EntropyRank()],
                "extra/stable_rank" => [spectrum.StableRank()],
                "extra/singular_values" => spectrum.SingularValues,
                "extra/spectral_norm" => [spectrum.SingularValues[0]],
                "extra/frobenius_norm" => [Math.Sqrt(spectrum.SingularValues.Sum(static value => value * value))],
                _ => throw new ArgumentException($"no measure is known for '{name}'"),
            };
        }

        private double[] Count(UnitScores scores) => [.. _thresholds.Select(threshold => (double)scores.CountDormant(0, threshold))];

        private double[] Percent(IReadOnlyCollection<UnitScores> layers) => [.. _thresholds.Select(threshold => UnitScores.DormantPercent(layers, 0, threshold))];

        private List<UnitScores> Layers() =>
            [.. file.Tensors.Where(static tensor => Kind(tensor.Name) == "activation").Select(tensor => Scores(tensor.Name))];

        private UnitScores Scores(string name) => Matrix(name, UnitScores.Of);

        private T Matrix<T>(string name, Func<Tensor, T> measure)
        {
            using var scope = NewDisposeScope();
            var stored = file[name];
            return measure(tensor(stored.As<float>().ToArray()).to(type).view(1, stored.Shape[0], stored.Shape[1]));
        }
    }
}
