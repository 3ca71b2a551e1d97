using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// What one measurement of several agents found: medians over turns, in each of which every agent has one update, and one agent alone
/// as many as there are agents.
/// </summary>
/// <param name="Agents">Agents that are trained together.</param>
/// <param name="Milliseconds">Time of an update of all of them.</param>
/// <param name="AloneMilliseconds">Time of an update of one agent alone.</param>
/// <param name="Flops">Operations of one agent's update: see <see cref="UpdateBenchmark.Flops"/>.</param>
/// <param name="MatrixRate">GFLOP/s of a plain 2048³ product of the same precision, with as many threads as one agent has.</param>
public sealed record GroupMeasurement(int Agents, double Milliseconds, double AloneMilliseconds, double Flops, double MatrixRate)
{
    /// <summary>How many times the updates of one agent alone.</summary>
    public double Gain => Agents * AloneMilliseconds / Milliseconds;

    /// <summary>Share of the plain product's rate that one agent alone computes at; its inverse is the most that can be gained with its threads.</summary>
    public double Share => Flops / AloneMilliseconds / 1e6 / MatrixRate;
}

/// <summary>Times updates of several agents in turn with as many of one agent alone, and with a plain matrix product.</summary>
public static class GroupBenchmark
{
    private const int ProductSize = 2048;

    /// <summary>Measures.</summary>
    /// <param name="settings">Of every agent.</param>
    /// <param name="device">Where.</param>
    /// <param name="seconds">About how long, without the warm-up.</param>
    /// <param name="updates">One update of each agent; each is called on a thread of its own, as a run's learner does.</param>
    public static GroupMeasurement Run(SacSettings settings, Device device, double seconds, IReadOnlyList<Action<TransitionBatch, ulong>> updates)
    {
        using var alone = new MultiTaskSac(settings, 0, device);
        using var product = new PlainProduct(device, ProductSize, settings.Matmul);
        using var turn = new Barrier(updates.Count + 1);
        var batch = UpdateBenchmark.RandomBatch(settings);
        List<double> ofAll = [], ofOne = [], rates = [];
        ulong index = 0;
        bool ended = false;
        Thread[] learners = [.. updates.Select(update => new Thread(() =>
        {
            while (true)
            {
                turn.SignalAndWait();
                if (Volatile.Read(ref ended)) return;
                update(batch, index);
                turn.SignalAndWait();
            }
        }))];
        foreach (var learner in learners) learner.Start();
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
            ofOne.Add(Time(() =>
            {
                for (int i = 0; i < updates.Count; i++) alone.Update(batch, index);
            }) / updates.Count);
            ofAll.Add(Time(() =>
            {
                turn.SignalAndWait();
                turn.SignalAndWait();
            }));
            index++;
        }

        for (int i = 0; i < 2; i++) Turn();
        foreach (var warm in new[] { rates, ofOne, ofAll }) warm.Clear();
        long begin = Stopwatch.GetTimestamp();
        while (ofAll.Count < 5 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds) Turn();
        Volatile.Write(ref ended, true);
        turn.SignalAndWait();
        foreach (var learner in learners) learner.Join();
        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
        return new GroupMeasurement(updates.Count, Median(ofAll), Median(ofOne), UpdateBenchmark.Flops(settings), Median(rates));
    }
}
