using System.Diagnostics;
using MtrlAkka.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>What one measurement of the update found.</summary>
/// <param name="Width">Units of a hidden layer.</param>
/// <param name="Depth">Hidden layers.</param>
/// <param name="Tasks">Tasks.</param>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Milliseconds">Time of one update: the median.</param>
/// <param name="BestMilliseconds">The fastest update.</param>
/// <param name="Flops">Floating-point operations of one update, counted: see <see cref="UpdateBenchmark.Flops"/>.</param>
/// <param name="MatrixRate">GFLOP/s of a plain 2048³ product of the same precision, in turn with the updates: the median.</param>
/// <param name="BestMatrixRate">The fastest product.</param>
public sealed record UpdateMeasurement(
    int Width, int Depth, int Tasks, int Rows, double Milliseconds, double BestMilliseconds, double Flops, double MatrixRate, double BestMatrixRate)
{
    /// <summary>GFLOP/s of the median update.</summary>
    public double Rate => Flops / Milliseconds / 1e6;

    /// <summary>Share of the plain product's rate: the medians.</summary>
    public double Share => Rate / MatrixRate;

    /// <summary>Share of the plain product's rate: the best of each.</summary>
    public double BestShare => Flops / BestMilliseconds / 1e6 / BestMatrixRate;
}

/// <summary>Times whole updates on random batches, in turn with a plain matrix product that shows what the machine gives at that moment.</summary>
public static class UpdateBenchmark
{
    private const int ProductSize = 2048;

    /// <summary>
    /// Multiply-adds, counted as two, of the matrix products that an update needs: four forwards' worth of the actor (one for the
    /// next actions; one, and a backward of two, for its loss) and six of each critic (target; online and a backward of two;
    /// for the actor's loss online, and a backward to the input), each row through its own head only.
    /// </summary>
    public static double Flops(SacSettings settings)
    {
        double Forward(INetwork network) => network.ForwardFlops(settings.BatchSize);
        var kernels = DeviceKernels.Torch.Layers;
        return (4 * Forward(SacNetworks.Actor(settings, kernels))) + (6 * Forward(SacNetworks.Critic(settings, kernels)));
    }

    /// <summary>Multiply-adds, counted as two, of the policy's answer to one observation.</summary>
    public static double ActFlops(SacSettings settings) => SacNetworks.Actor(settings, DeviceKernels.Torch.Layers).ForwardFlops(settings.BatchSize) / settings.BatchSize;

    /// <summary>Measures one setting.</summary>
    /// <param name="settings">The agent.</param>
    /// <param name="device">Where.</param>
    /// <param name="seconds">About how long, without the warm-up.</param>
    public static UpdateMeasurement Run(SacSettings settings, Device device, double seconds = 5)
    {
        using var agent = new MultiTaskSac(settings, 1, device);
        using var product = new PlainProduct(device, ProductSize, settings.Matmul);
        var batch = RandomBatch(settings);
        List<double> times = [], rates = [];
        ulong update = 0;
        double Time()
        {
            long start = Stopwatch.GetTimestamp();
            agent.Update(batch, update++);
            if (device.type == DeviceType.CUDA) cuda.synchronize(device);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        for (int i = 0; i < 3; i++) Time();
        long begin = Stopwatch.GetTimestamp();
        while (times.Count < 5 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds)
        {
            // As long a turn for the updates as for the product, so that both meet the same load.
            rates.Add(product.Rate());
            double turn = 0, length = 2 * Math.Pow(ProductSize, 3) / rates[^1] / 1e6;
            while (turn < length)
            {
                times.Add(Time());
                turn += times[^1];
            }
        }

        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
        return new UpdateMeasurement(
            settings.Critic.Width, settings.Critic.Depth, settings.Tasks, settings.BatchSize,
            Median(times), times.Min(), Flops(settings), Median(rates), rates.Max());
    }

    /// <summary>A batch of random transitions: observations and actions in [-1, 1), rewards in [0, 10), returns as large as those can be with a discount of 0.99.</summary>
    public static TransitionBatch RandomBatch(SacSettings settings)
    {
        var batch = new TransitionBatch(settings);
        var random = new CounterRandom(0, 0);
        random.Uniform(batch.Observations, -1, 1, 0);
        random.Uniform(batch.NextObservations, -1, 1, 1);
        random.Uniform(batch.Actions, -1, 1, 2);
        random.Uniform(batch.Rewards, 0, 10, 3);
        batch.ReturnExtents.AsSpan().Fill(1000);
        return batch;
    }
}
