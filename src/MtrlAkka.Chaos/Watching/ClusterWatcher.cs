using System.Diagnostics;
using MtrlAkka.Chaos.Processes;
using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Watching;

/// <summary>Looks at the cluster and its processes all the time, and keeps what a trial wants to know of it.</summary>
/// <param name="watch">Looks.</param>
/// <param name="processes">The processes.</param>
/// <param name="clock">The trial's clock.</param>
/// <param name="environments">Environments of the run.</param>
/// <param name="isIdle">Whether there is no run now.</param>
public sealed class ClusterWatcher(IClusterWatch watch, ClusterProcesses processes, Stopwatch clock, int environments, Func<bool> isIdle)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250), Sample = TimeSpan.FromSeconds(2), Settle = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly List<NodeSample> _samples = [];
    private readonly List<ClusterLook> _looks = [];

    /// <summary>When the run made progress.</summary>
    public ProgressLog Progress { get; } = new();

    /// <summary>The last answer, or null before the first.</summary>
    public ClusterView? Last { get; private set; }

    /// <summary>When <see cref="Last"/> was given.</summary>
    public TimeSpan LastAt { get; private set; }

    /// <summary>What is said of who hosts what.</summary>
    public OwnedOnce Owned { get; } = new(environments, Settle);

    /// <summary>What the processes held so far.</summary>
    public IReadOnlyList<NodeSample> Samples
    {
        get
        {
            lock (_gate) return [.. _samples];
        }
    }

    /// <summary>All looks so far, as a client of the cluster saw them.</summary>
    public IReadOnlyList<ClusterLook> Looks
    {
        get
        {
            lock (_gate) return [.. _looks];
        }
    }

    /// <summary>Looks until it is stopped.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        var sampled = -Sample;
        using var timer = new PeriodicTimer(Look);
        try
        {
            do
            {
                if (clock.Elapsed - sampled >= Sample)
                {
                    sampled = clock.Elapsed;
                    TakeSamples(sampled);
                }

                var asked = clock.Elapsed;
                var view = await watch.LookAsync(stop).ConfigureAwait(false);
                lock (_gate) _looks.Add(new ClusterLook(asked, clock.Elapsed - asked, view));
                if (isIdle()) Progress.Idle(clock.Elapsed);
                if (view is null) continue;
                (Last, LastAt) = (view, clock.Elapsed);
                if (view.Run is null) continue;
                Progress.Note(clock.Elapsed, FormattableString.Invariant($"{view.Run}/{view.Epoch}"), view.Progress);
                Owned.Look(clock.Elapsed, view);
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The trial is over.
        }
    }

    private void TakeSamples(TimeSpan now)
    {
        foreach (var process in processes.Current)
        {
            if (process.Figures() is not { } figures) continue;
            lock (_gate) _samples.Add(new NodeSample(now, process.Spec.Name, process.Id, figures));
        }
    }
}
