using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Timing;

/// <summary>Runs the real actors for some rounds in a folder that is thrown away, and times the rounds after a warm-up.</summary>
public sealed class RunTimer : IRunFace
{
    private readonly long _from;
    private long _fromTime;
    private long _last;
    private long _lastTime;

    private RunTimer(long from) => _from = from;

    /// <summary>Seconds of one round through the actors.</summary>
    /// <param name="settings">Settings over the preset mt10, <c>key=value</c>; no checkpoint or evaluation may fall into the timed rounds.</param>
    /// <param name="from">First round that counts.</param>
    /// <param name="rounds">Rounds in all.</param>
    /// <param name="interval">Rounds between two readings of the clock.</param>
    /// <param name="library">The MuJoCo library.</param>
    public static async Task<double> TimeAsync(IEnumerable<string> settings, long from, long rounds, long interval, MuJoCoLibrary library)
    {
        string directory = Directory.CreateTempSubdirectory("mtrl-bench-").FullName;
        try
        {
            var configuration = RunConfiguration.Load("mt10",
            [
                .. settings,
                $"run.rounds={rounds}",
                $"metrics.interval={interval}",
                $"checkpoint.interval={rounds}",
                "evaluation.interval=0",
                "evaluation.episodes=1",
            ]);
            var folder = RunFolder.Create(directory, "bench", "bench", configuration);
            var timer = new RunTimer(from);
            await using (var host = await RunHost.StartAsync(folder, configuration, library, timer, static services => services.AddLogging()).ConfigureAwait(false))
            {
                var ended = await host.Ended.ConfigureAwait(false);
                if (ended.Failure is { } failure) throw new InvalidOperationException($"the run of the bench failed: {failure}");
            }

            return Stopwatch.GetElapsedTime(timer._fromTime, timer._lastTime).TotalSeconds / (timer._last - timer._from);
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
            if (tag != "metrics/round") continue;
            long now = Stopwatch.GetTimestamp(), round = (long)value;
            if (round == _from) _fromTime = now;
            (_last, _lastTime) = (round, now);
        }
    }

    /// <inheritdoc/>
    public void Show(ProgressSnapshot snapshot)
    {
    }

    /// <inheritdoc/>
    public void Note(string line)
    {
    }
}
