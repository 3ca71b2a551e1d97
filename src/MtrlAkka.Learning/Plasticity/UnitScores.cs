using static TorchSharp.torch;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>
/// How active each unit of a layer is beside its neighbours, and which units are dormant (Sokar et al., "The Dormant Neuron
/// Phenomenon in Deep Reinforcement Learning", arXiv 2302.12902, eq. 1): score_i = s_i / (mean over the layer of s + 1e-9),
/// s_i = mean over the batch of |h_i|; a unit is dormant where its score is at most a threshold, dead where it is 0.
/// </summary>
public sealed class UnitScores
{
    private const double Epsilon = 1e-9;

    private readonly double[][] _scores;

    private UnitScores(double[][] scores) => _scores = scores;

    /// <summary>Networks in the ensemble, each with scores of its own.</summary>
    public int Members => _scores.Length;

    /// <summary>Units of the layer.</summary>
    public int Units => _scores[0].Length;

    /// <summary>The scores of a layer.</summary>
    /// <param name="activations">[members, rows, units], float32 or float64, on any device.</param>
    public static UnitScores Of(Tensor activations)
    {
        using var scope = NewDisposeScope();
        var means = activations.abs().mean([1], false, ScalarType.Float64);
        var scores = (means / (means.mean([1], true) + Epsilon)).cpu();
        return new UnitScores([.. Enumerable.Range(0, (int)scores.shape[0]).Select(member => scores[member].data<double>().ToArray())]);
    }

    /// <summary>A member's scores, [units].</summary>
    public IReadOnlyList<double> Of(int member) => _scores[member];

    /// <summary>A member's units whose score is at most a threshold; with 0 those that are 0 on the whole batch.</summary>
    public int CountDormant(int member, double threshold) => _scores[member].Count(score => score <= threshold);

    /// <summary>Percent of a member's units that are dormant over some layers together; not a number where an activation is none.</summary>
    public static double DormantPercent(IReadOnlyCollection<UnitScores> layers, int member, double threshold) =>
        layers.Any(layer => layer._scores[member].Any(double.IsNaN))
            ? double.NaN
            : 100.0 * layers.Sum(layer => layer.CountDormant(member, threshold)) / layers.Sum(static layer => layer.Units);
}
