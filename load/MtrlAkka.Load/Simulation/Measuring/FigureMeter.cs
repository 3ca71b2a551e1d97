using System.Globalization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.MetaWorld;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;

namespace MtrlAkka.Load.Simulation.Measuring;

/// <summary>Measures this machine for simulations, each part of a run alone and by the class that runs use.</summary>
public static class FigureMeter
{
    private const int FewEnvironments = 20, ManyCopies = 50, Tasks = 10;
    private static readonly int[] Widths = [128, 400, 1024];

    /// <summary>Measures.</summary>
    /// <param name="machine">Its name.</param>
    /// <param name="library">The physics.</param>
    /// <param name="seconds">About how long each update is measured.</param>
    public static async Task<ServiceFigures> MeasureAsync(string machine, MuJoCoLibrary library, double seconds)
    {
        double load = Load();
        var step = EnvironmentMeter.Measure(library, Benchmarks.MT50.Tasks);
        double message = await RemotingMeter.LocalAsync().ConfigureAwait(false);
        var (remoteMessage, remoteByte) = await RemotingMeter.RemoteAsync().ConfigureAwait(false);
        var (answer, look) = new WorkerMeter(Settings(FewEnvironments / Tasks)).Measure();
        double few = new ShardMeter().Append(Settings(FewEnvironments / Tasks)), many = new ShardMeter().Append(Settings(ManyCopies));
        double choose = Math.Max(1e-11, (many - few) / ((ManyCopies * Tasks) - FewEnvironments));
        return new ServiceFigures(
            machine,
            Environment.ProcessorCount,
            load,
            step,
            message,
            answer,
            look,
            Math.Max(1e-9, few - (choose * FewEnvironments)),
            choose,
            ShardMeter.Sample(),
            CopyByte(),
            remoteMessage,
            remoteByte,
            await StreamMeter.ByteAsync().ConfigureAwait(false),
            [.. Widths.Select(Act)],
            [.. Widths.SelectMany(width => Threads().Select(threads => Update(width, threads, seconds)))]);
    }

    private static IEnumerable<int> Threads() => Environment.ProcessorCount == 1 ? [1] : [1, Environment.ProcessorCount];

    private static RunSettings Settings(int copies) => RunConfiguration.Load(
        "mt10",
        ["run.mode=async", string.Create(CultureInfo.InvariantCulture, $"environments.copies={copies}"), "learner.warm-start-rounds=1", "run.rounds=1000000000"]).Settings;

    private static SacSettings Agent(int width)
    {
        var network = new NetworkSettings { Width = width };
        return new SacSettings { Tasks = Tasks, Actor = network, Critic = network };
    }

    private static ActFigure Act(int width)
    {
        TorchRuntime.Threads = 1;
        var settings = Agent(width);
        using var policy = new PolicyNetwork(settings);
        policy.Load(new PolicyWeights(0, Weights((int)ParameterMatching.Count(settings).Actor)));
        double one = Of(1), many = Of(64), row = (many - one) / 63;
        return new ActFigure(UpdateBenchmark.ActFlops(settings), Math.Max(1e-9, one - row), row);

        double Of(int rows)
        {
            float[] observations = new float[rows * settings.ObservationSize], noise = new float[rows * settings.ActionSize], actions = new float[noise.Length];
            int[] tasks = [.. Enumerable.Range(0, rows).Select(static row => row % Tasks)];
            return Fastest.Of(30, 20, times =>
            {
                for (int i = 0; i < times; i++) policy.Act(observations, tasks, noise, actions);
            });
        }
    }

    private static float[] Weights(int count)
    {
        float[] weights = new float[count];
        new CounterRandom(1, 1).Uniform(weights, -0.05f, 0.05f, 0);
        return weights;
    }

    private static UpdateFigure Update(int width, int threads, double seconds)
    {
        TorchRuntime.Threads = threads;
        var measured = UpdateBenchmark.Run(Agent(width), TorchRuntime.ParseDevice("cpu"), seconds);
        return new UpdateFigure(measured.Flops, threads, measured.Milliseconds / 1000);
    }

    private static double CopyByte()
    {
        const int Bytes = 4 << 20;
        byte[] from = new byte[Bytes], to = new byte[Bytes];
        return Fastest.Of(30, 20, times =>
        {
            for (int i = 0; i < times; i++) from.AsSpan().CopyTo(to);
        }) / Bytes;
    }

    private static double Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : 0;
}
