using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>Where each bin's value goes to among the bins, which a target distribution does not show by itself.</summary>
internal static class BrcPlaces
{
    /// <summary>Places [rows, bins] in bins: that of a bin is the mean place of a target whose next distribution is this bin alone.</summary>
    public static double[] Of(
        CategoricalKernels kernels, GoldenMachine machine, Matrix rewards, Matrix logProbability, Matrix terminated, Matrix logAlpha, double gamma)
    {
        int bins = kernels.Support.Bins, rows = rewards.Rows * bins;
        Matrix Repeated(Matrix column) => new(column.Tensor.repeat_interleave(bins, 1));
        using Matrix each = Repeated(rewards), log = Repeated(logProbability), ends = Repeated(terminated), target = machine.Zeros(1, rows, bins);
        using Matrix certain = new(eye(bins, dtype: machine.Type, device: machine.Device).log().repeat(rewards.Rows, 1).unsqueeze(0));
        kernels.Target(certain, log, each, ends, logAlpha, gamma, 1, target);
        double[] shares = GoldenMachine.Values(target.Tensor);
        return [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, bins).Sum(bin => bin * shares[(row * bins) + bin]))];
    }
}
