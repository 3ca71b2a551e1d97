using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Timing;

/// <summary>How fast a run went, in either mode.</summary>
/// <param name="StepsPerSecond">Environment steps.</param>
/// <param name="UpdatesPerSecond">Updates.</param>
/// <param name="CoreSecondsAStep">What all of the process computed for a step, which other work on the machine changes less than the rates.</param>
internal sealed record RunRates(double StepsPerSecond, double UpdatesPerSecond, double CoreSecondsAStep);

/// <summary>Runs the real actors in one process, in a folder that is thrown away, and reads the clocks with the lines of its metrics.</summary>
internal sealed class RunRate : IRunFace, IDisposable
{
    private readonly long _from;
    private readonly double _seconds;
    private readonly CancellationTokenSource _enough = new();
    private (long Round, long Time, TimeSpan Computed)? _first;
    private (long Round, long Time, TimeSpan Computed) _last;

    private RunRate(long from, double seconds) => (_from, _seconds) = (from, seconds);

    /// <summary>Runs, and stops when there is enough to tell.</summary>
    /// <param name="configuration">The run.</param>
    /// <param name="library">The physics.</param>
    /// <param name="from">Round from which on it counts.</param>
    /// <param name="seconds">How long it counts.</param>
    /// <param name="stop">Gives it up.</param>
    public static async Task<RunRates> MeasureAsync(RunConfiguration configuration, MuJoCoLibrary library, long from, double seconds, CancellationToken stop)
    {
        string directory = Directory.CreateTempSubdirectory("mtrl-rate-").FullName;
        try
        {
            var folder = RunFolder.Create(directory, "rate", "rate", configuration);
            using var rate = new RunRate(from, seconds);
            await using var host = await RunHost.StartAsync(folder, configuration, library, rate, static services => services.AddLogging()).ConfigureAwait(false);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, rate._enough.Token);
            var enough = Task.Delay(Timeout.Infinite, both.Token);
            var ended = await Task.WhenAny(host.Ended, enough).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            if (ended == host.Ended && (await host.Ended.ConfigureAwait(false)).Failure is { } failure) throw new InvalidOperationException($"the run failed: {failure}");

            var (first, last) = (rate._first ?? throw new InvalidOperationException("the run ended before its rates counted"), rate._last);
            double passed = Stopwatch.GetElapsedTime(first.Time, last.Time).TotalSeconds;
            var settings = configuration.Settings;
            double steps = (last.Round - first.Round) * (double)settings.EnvironmentCount;
            long updates = settings.UpdatesAfter(last.Round) - settings.UpdatesAfter(first.Round);
            return new RunRates(steps / passed, updates / passed, (last.Computed - first.Computed).TotalSeconds / steps);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Write(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        foreach (var (tag, value) in values)
        {
            if (tag != "metrics/round" || value < _from) continue;
            _last = ((long)value, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            _first ??= _last;
            if (Stopwatch.GetElapsedTime(_first.Value.Time, _last.Time).TotalSeconds >= _seconds && !_enough.IsCancellationRequested) _enough.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _enough.Dispose();

    /// <inheritdoc/>
    public void Show(ProgressSnapshot snapshot)
    {
    }

    /// <inheritdoc/>
    public void Note(string line)
    {
    }
}
