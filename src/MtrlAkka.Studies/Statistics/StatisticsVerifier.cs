using MtrlAkka.Checkpoints;

namespace MtrlAkka.Studies.Statistics;

/// <summary>A figure of a golden file, computed again.</summary>
/// <param name="Scores">The set of scores that it is of; of two, both.</param>
/// <param name="Figure">Its name in the file.</param>
/// <param name="Values">How many numbers it has.</param>
/// <param name="Error">The largest difference; infinite where the sizes differ or a number is missing.</param>
/// <param name="Within">Whether that is small enough.</param>
public sealed record StatisticsComparison(string Scores, string Figure, int Values, double Error, bool Within);

/// <summary>What comparing a golden file came to.</summary>
/// <param name="Comparisons">Each figure of each set of scores.</param>
/// <param name="Unused">Tensors that nothing was compared with.</param>
public sealed record StatisticsReport(IReadOnlyList<StatisticsComparison> Comparisons, IReadOnlyList<string> Unused)
{
    /// <summary>Whether all that is in the file was compared, and is equal.</summary>
    public bool IsFine => Comparisons.Count > 0 && Unused.Count == 0 && Comparisons.All(static comparison => comparison.Within);
}

/// <summary>
/// Computes again what rliable made of given scores. A golden file has, of each set of scores, <c>SET/scores</c> [runs, tasks], the figures
/// <c>SET/mean</c>, <c>median</c>, <c>iqm</c> and <c>optimality_gap</c>, profiles at <c>taus</c>, and a bootstrap with its
/// <c>bootstrap_indices</c> [replicates, runs, tasks]; of two sets, <c>FIRST_vs_SECOND/probability_of_improvement</c>.
/// </summary>
public sealed class StatisticsVerifier
{
    /// <summary>Largest difference that counts as equal: what other orders of a sum come to, and no more.</summary>
    public const double Tolerance = 1e-9;

    private const string Versus = "_vs_";
    private readonly SafetensorsFile _file;
    private readonly HashSet<string> _unused;
    private readonly List<StatisticsComparison> _comparisons = [];

    private StatisticsVerifier(SafetensorsFile file) => (_file, _unused) = (file, [.. file.Tensors.Select(static tensor => tensor.Name)]);

    /// <summary>Computes all figures of a golden file again.</summary>
    /// <exception cref="InvalidDataException">It is no golden file of statistics; the message says why.</exception>
    public static StatisticsReport Verify(SafetensorsFile file)
    {
        var verifier = new StatisticsVerifier(file);
        string[] sets = [.. file.Tensors.Select(static tensor => tensor.Name.Split('/')).Where(static name => name is [_, "scores"]).Select(static name => name[0])];
        if (sets.Length == 0) throw new InvalidDataException("there are no scores in it (SET/scores): --golden names a golden file of statistics");
        foreach (string set in sets) verifier.VerifySet(set);
        foreach (string pair in file.Tensors.Select(static tensor => tensor.Name.Split('/')[0]).Where(static name => name.Contains(Versus, StringComparison.Ordinal)).Distinct().ToArray())
            verifier.VerifyPair(pair);
        return new StatisticsReport(verifier._comparisons, [.. verifier._unused.Order(StringComparer.Ordinal)]);
    }

    private void VerifySet(string set)
    {
        var scores = Scores(set);
        Compare(set, "mean", () => [AggregateMetrics.Mean(scores)]);
        Compare(set, "median", () => [AggregateMetrics.Median(scores)]);
        Compare(set, "iqm", () => [AggregateMetrics.InterquartileMean(scores)]);
        Compare(set, "optimality_gap", () => [AggregateMetrics.OptimalityGap(scores)]);
        Compare(set, "profile", () => PerformanceProfile.OfRunScores(scores, Use("taus").ToDoubles()));
        Compare(set, "average_score_profile", () => PerformanceProfile.OfAverageScores(scores, Use("taus").ToDoubles()));
        double[]? replicates = null;
        Compare(set, "bootstrap_iqm", () => replicates = Bootstrap(set, scores).Replicate(scores, AggregateMetrics.InterquartileMean));
        if (replicates is null) return;
        var interval = ConfidenceInterval.Of(replicates);
        Compare(set, "ci95", () => [interval.Low, interval.High]);
    }

    private void VerifyPair(string pair)
    {
        string[] sets = pair.Split(Versus, 2);
        Compare(pair, "probability_of_improvement", () => [ProbabilityOfImprovement.Of(Scores(sets[0]), Scores(sets[1]))]);
    }

    private void Compare(string set, string figure, Func<double[]> compute)
    {
        string name = $"{set}/{figure}";
        if (!_file.Contains(name)) return;
        double[] expected = Use(name).ToDoubles(), actual = compute();
        double error = expected.Length != actual.Length ? double.PositiveInfinity : expected.Zip(actual, static (e, a) => double.IsNaN(e - a) ? double.PositiveInfinity : Math.Abs(e - a)).Max();
        _comparisons.Add(new StatisticsComparison(set, figure, expected.Length, error, error <= Tolerance));
    }

    private ScoreMatrix Scores(string set)
    {
        var tensor = Use($"{set}/scores");
        if (tensor.Shape is not [var runs, var tasks]) throw new InvalidDataException($"{set}/scores has {tensor.Shape.Count} dimensions, not runs and tasks");
        return new ScoreMatrix((int)runs, (int)tasks, tensor.ToDoubles());
    }

    private StratifiedBootstrap Bootstrap(string set, ScoreMatrix scores)
    {
        var tensor = Use($"{set}/bootstrap_indices");
        return tensor.Type == TensorType.I32 && tensor.Shape is [_, var runs, var tasks] && runs == scores.Runs && tasks == scores.Tasks
            ? new StratifiedBootstrap(scores.Runs, scores.Tasks, tensor.As<int>().ToArray())
            : throw new InvalidDataException($"{set}/bootstrap_indices are not whole numbers for each replicate, run and task of {set}/scores");
    }

    private NamedTensor Use(string name)
    {
        _unused.Remove(name);
        return _file[name];
    }
}
