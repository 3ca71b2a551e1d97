using Akka.Actor;
using HdrHistogram;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Results;
using MtrlAkka.Load.Scenarios.Inserts;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Checkpoints;

/// <summary>Checkpoints of a replay shard in another process while rounds go into it at a steady rate: one request is one cut, written and synced.</summary>
/// <param name="setup">This machine.</param>
public sealed class CheckpointScenario(LoadSetup setup) : PeerScenario(setup)
{
    private const int MostOnTheWay = 64;
    private static readonly TimeSpan RoundEvery = TimeSpan.FromMilliseconds(10);
    private readonly LoadRun _run = InsertStand.Run(setup.NewFolder("checkpoints"));

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly LongConcurrentHistogram _inserts = new(1000, 600_000_000_000, 3);
    private InsertStand _stand = null!;
    private Task _inserting = Task.CompletedTask;

    /// <inheritdoc/>
    public override string Name => "checkpoint";

    /// <inheritdoc/>
    public override string Description => "a checkpoint of a replay shard in another process, from the cut to the synced file, while 100 rounds of 50 transitions a second go in";

    /// <inheritdoc/>
    public override string Unit => "checkpoints";

    /// <inheritdoc/>
    public override int Clients => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<PeerSpec> Peers => [new PeerSpec(_run, [LoadPeer.Replay])];

    /// <inheritdoc/>
    public override async ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop)
    {
        // As in a run, one checkpoint follows another.
        await _one.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            long acknowledged = _stand.Account.Acknowledged;
            var manifest = await _stand.CaptureAsync(stop).ConfigureAwait(false);
            long sent = _stand.Account.Sent;
            return manifest.Inserts.All(rows => rows >= acknowledged && rows <= sent)
                ? RequestOutcome.Right()
                : RequestOutcome.Wrong("a checkpoint without rows that were acknowledged before it");
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop) => _stand.VerifyAsync(stop);

    /// <inheritdoc/>
    public override IReadOnlyList<Floor> MeasureFloors(TimeSpan time)
    {
        byte[] segment = new byte[_stand.Settings.EnvironmentCount * TransitionLayout.MetaWorld.RowBytes];
        string file = Path.Combine(_run.Blobs, "floor");
        double write = Stopwatches.Median(time, () => Stopwatches.Milliseconds(() =>
        {
            using var stream = new FileStream(file, FileMode.Create);
            stream.Write(segment);
            stream.Flush(flushToDisk: true);
        }));
        File.Delete(file);
        return [new Floor("file", "a file of one round written and synced", write, FloorKind.Time)];
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> NotesAsync(CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>([$"rounds that went in meanwhile: {Reports.ReportLines.Latency(Percentiles.Of(_inserts))}"]);

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken stop)
    {
        _stand = await InsertStand.BeginAsync(_run, Cluster, stop).ConfigureAwait(false);
        _inserting = Task.Run(() => InsertAsync(_ending.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    protected override async ValueTask EndAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _inserting.ConfigureAwait(false);
        _ending.Dispose();
        _one.Dispose();
    }

    private async Task InsertAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(RoundEvery);
        try
        {
            for (long number = 0; await timer.WaitForNextTickAsync(stop).ConfigureAwait(false); number++)
            {
                if (_stand.Account.Sent - _stand.Account.Acknowledged >= MostOnTheWay) continue;
                var pending = new Pending(number);
                long begun = System.Diagnostics.Stopwatch.GetTimestamp();
                _stand.Client.Tell(pending);
                _ = pending.Outcome.ContinueWith(
                    _ => _inserts.RecordValue(Math.Clamp((long)System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalNanoseconds, 1, 600_000_000_000)), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // The scenario is over.
        }
    }
}
