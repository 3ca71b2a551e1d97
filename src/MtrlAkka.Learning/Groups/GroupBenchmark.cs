using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>What one measurement of a group's update found: medians over turns, in each of which the group makes one update, and one agent as many as the group has agents.</summary>
/// <param name="Agents">Agents of the group.</param>
/// <param name="Together">Whether their passes run at once; else they are updated in turn.</param>
/// <param name="Milliseconds">Time of an update of all of them.</param>
/// <param name="AloneMilliseconds">Time of an update of one agent alone.</param>
/// <param name="Flops">Operations of one agent's update: see <see cref="UpdateBenchmark.Flops"/>.</param>
/// <param name="MatrixRate">GFLOP/s of a plain 2048³ product of the same precision.</param>
public sealed record GroupMeasurement(int Agents, bool Together, double Milliseconds, double AloneMilliseconds, double Flops, double MatrixRate)
{
    /// <summary>How many times the updates of one agent alone.</summary>
    public double Gain => Agents * AloneMilliseconds / Milliseconds;

    /// <summary>The gain if the group computed at the plain product's rate: no more than one agent alone leaves unused.</summary>
    public double Bound => AloneMilliseconds * MatrixRate * 1e6 / Flops;
}

/// <summary>Times updates of a group in turn with as many updates of one agent alone, and with a plain matrix product.</summary>
public static class GroupBenchmark
{
    private const int ProductSize = 2048;

    /// <summary>Measures one setting.</summary>
    /// <param name="settings">Of every agent; they differ in their seeds.</param>
    /// <param name="agents">Agents of the group.</param>
    /// <param name="device">Where.</param>
    /// <param name="seconds">About how long, without the warm-up.</param>
    public static GroupMeasurement Run(SacSettings settings, int agents, Device device, double seconds)
    {
        using var alone = new MultiTaskSac(settings, 0, device);
        using var group = new AgentGroup([.. Enumerable.Range(1, agents).Select(seed => (settings, (ulong)seed))], device);
        using var product = new PlainProduct(device, ProductSize, settings.Matmul);
        TransitionBatch?[] batches = [.. Enumerable.Repeat(UpdateBenchmark.RandomBatch(settings), agents)];
        ulong[] indices = new ulong[agents];
        List<double> ofGroup = [], ofOne = [], rates = [];
        ulong update = 0;
        double Time(Action work)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            if (device.type == DeviceType.CUDA) cuda.synchronize(device);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        void Turn()
        {
            rates.Add(product.Rate());
            // As many updates as the group's, so that both meet the same load.
            ofOne.Add(Time(() =>
            {
                for (int i = 0; i < agents; i++) alone.Update(batches[0]!, update++);
            }) / agents);
            ofGroup.Add(Time(() =>
            {
                group.Update(batches, indices);
                foreach (ref ulong index in indices.AsSpan()) index++;
            }));
        }

        for (int i = 0; i < 2; i++) Turn();
        foreach (var warm in new[] { rates, ofOne, ofGroup }) warm.Clear();
        long begin = Stopwatch.GetTimestamp();
        while (ofGroup.Count < 5 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds) Turn();
        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
        return new GroupMeasurement(
            agents, group.Together, Median(ofGroup), Median(ofOne), UpdateBenchmark.Flops(settings), Median(rates));
    }
}
