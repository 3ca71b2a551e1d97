using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Mean and log standard deviation of a policy, from a dense layer each. The log standard deviation goes smoothly into its
/// range, low + (high - low)/2 · (1 + tanh(raw)), so that no later clip to that range changes it. Parameters:
/// <c>mean/kernel</c>, <c>mean/bias</c>, <c>log_std/kernel</c>, <c>log_std/bias</c>.
/// </summary>
/// <param name="actions">Numbers in an action; an output row has twice as many.</param>
/// <param name="bounds">Range of the log standard deviation.</param>
/// <param name="meanGain">Of the orthogonal start of the mean's kernel; that of the other kernel is 1.</param>
internal sealed class GaussianHead(int actions, (double Low, double High) bounds, double meanGain) : NetworkHead
{
    /// <inheritdoc/>
    public override int Outputs => 2 * actions;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kernels => ["mean/kernel", "log_std/kernel"];

    /// <inheritdoc/>
    public override bool Has(string parameter) =>
        parameter.StartsWith("mean/", StringComparison.Ordinal) || parameter.StartsWith("log_std/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(int width) =>
    [
        .. GraphLayers.Dense("mean", width, actions, ParameterStart.Orthogonal(meanGain)),
        .. GraphLayers.Dense("log_std", width, actions, ParameterStart.Orthogonal(1)),
    ];

    /// <inheritdoc/>
    public override Tensor Forward(GraphRun run, Tensor features)
    {
        double half = (bounds.High - bounds.Low) / 2;
        var logStd = ((GraphLayers.Dense(run, "log_std", features).tanh() + 1) * half) + bounds.Low;
        return cat([GraphLayers.Dense(run, "mean", features), logStd], -1);
    }
}
