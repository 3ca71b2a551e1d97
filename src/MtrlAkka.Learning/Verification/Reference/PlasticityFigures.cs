using MtrlAkka.Learning.Plasticity;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>Dormant units, ranks and norms of given matrices, whichever of them the file has.</summary>
internal sealed class PlasticityFigures : GoldenKind
{
    /// <inheritdoc/>
    public override string Name => "measures";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Has("threshold/dormant") && file.Has("threshold/srank_delta");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        var measures = new Measures(file, machine);
        foreach (string name in file.Tensors.Select(static tensor => tensor.Name).Where(static name => !Measures.IsInput(name)))
            comparison.Add(Measures.Kind(name), measures.Of(name), file[name]);
    }

    /// <summary>The measures by the names of the file's tensors.</summary>
    private sealed class Measures(GoldenFile file, GoldenMachine machine)
    {
        private readonly double[] _thresholds = file["threshold/dormant"].Values, _deltas = file["threshold/srank_delta"].Values;

        public static string Kind(string name) => name.StartsWith("extra/", StringComparison.Ordinal) ? name.Split('/')[1] : name.Split('/')[0];

        public static bool IsInput(string name) => Kind(name) is "activation" or "weight" or "threshold";

        public IReadOnlyList<double> Of(string name)
        {
            string kind = Kind(name), of = name.StartsWith("extra/", StringComparison.Ordinal) ? name[("extra/".Length + kind.Length + 1)..] : name.Length > kind.Length ? name[(kind.Length + 1)..] : "";
            switch (kind)
            {
                case "dormant_score": return Scores($"activation/{of}").Of(0);
                case "dormant_count": return Count(Scores($"activation/{of}"));
                case "dormant_ratio_percent": return Percent([Scores($"activation/{of}")]);
                case "dormant_total_count": return [.. _thresholds.Select(threshold => (double)Layers().Sum(layer => layer.CountDormant(0, threshold)))];
                case "dormant_total_ratio_percent": return Percent(Layers());
                case "zero_fraction": return [UnitScores.DormantPercent([Scores(of)], 0, 0) / 100];
                case "mean_feature_norm": return Matrix(of, Norms.OfFeatures);
            }

            var spectrum = Matrix(of, Spectrum.Of)[0];
            return kind switch
            {
                "srank" => [.. _deltas.Select(spectrum.EffectiveRank)],
                "effective_rank_entropy" => [spectrum.EntropyRank()],
                "stable_rank" => [spectrum.StableRank()],
                "singular_values" => spectrum.SingularValues,
                "spectral_norm" => [spectrum.SingularValues[0]],
                "frobenius_norm" => [Math.Sqrt(spectrum.SingularValues.Sum(static value => value * value))],
                _ => throw new InvalidDataException($"no measure is known for '{name}'"),
            };
        }

        private double[] Count(UnitScores scores) => [.. _thresholds.Select(threshold => (double)scores.CountDormant(0, threshold))];

        private double[] Percent(IReadOnlyCollection<UnitScores> layers) => [.. _thresholds.Select(threshold => UnitScores.DormantPercent(layers, 0, threshold))];

        private List<UnitScores> Layers() =>
            [.. file.Tensors.Where(static tensor => Kind(tensor.Name) == "activation").Select(tensor => Scores(tensor.Name))];

        private UnitScores Scores(string name) => Matrix(name, UnitScores.Of);

        private T Matrix<T>(string name, Func<Tensor, T> measure)
        {
            var stored = file[name];
            using var matrix = machine.Matrix(stored.Values, 1, (int)stored.Shape[0], (int)stored.Shape[1]);
            return measure(matrix.Tensor);
        }
    }
}
