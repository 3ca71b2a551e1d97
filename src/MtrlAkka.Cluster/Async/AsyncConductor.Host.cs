using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Async;

/// <summary>What the coordinator asks of the conductor: nodes, journal and blobs.</summary>
public sealed partial class AsyncConductor
{
    void IAsyncCoordinatorHost.Assign(string node, AsyncAssignment assignment)
    {
        if (_nodes.TryGetValue(node, out var entry)) _host.Send(entry.Actor, new AssignAsyncParts(_run.RunId, _configuration, _metrics, assignment));
    }

    void IAsyncCoordinatorHost.Tell(PartAddress to, object message)
    {
        if (_nodes.TryGetValue(to.Node, out var entry)) _host.Tell(entry.Actor, message);
    }

    void IAsyncCoordinatorHost.StoreHistory(long attempt, IReadOnlyList<EvaluationResult> history)
    {
        long term = Record.Epoch;
        _host.Compute(
            () => new HistoryWritten(attempt, _run.Blobs.Write(EvaluationHistory.ToBytes(history))),
            error => new AsyncStoreFailed(term, attempt, Cause.Of(error)));
    }

    void IAsyncCoordinatorHost.Commit(CheckpointManifest manifest, long started)
    {
        CrashPoint.Pass(CrashMoment.BeforeCommit);
        var known = Record.Committed.SelectMany(static one => one.Blobs()).ToHashSet();
        var found = BlobsFound();
        Write(new CheckpointCommitted(manifest), committed =>
        {
            CrashPoint.Pass(CrashMoment.AfterCommit);
            var blobs = committed.Manifest.Blobs().ToHashSet();
            long bytes = blobs.Sum(static blob => blob.Size), newBytes = blobs.Where(blob => !known.Contains(blob)).Sum(static blob => blob.Size);
            double seconds = _run.Time.GetElapsedTime(started).TotalSeconds;
            // Nothing stood still for it.
            _host.Report(new CheckpointReport(manifest.Round, seconds, Pause: 0, bytes, newBytes));
            CleanUp(found);
            _host.Compact();
            _coordinator!.Retain([.. Record.Committed.Select(static one => one.Number), manifest.Number]);
            _coordinator.Committed(manifest);
            Show();
        });
    }

    void IAsyncCoordinatorHost.Drop(CheckpointManifest manifest)
    {
        Record.SetAside(manifest);
        Write(new CheckpointDropped(manifest.Number), static _ => { });
    }

    void IAsyncCoordinatorHost.Finish(long round) => Write(new RunFinished(round), _ => EndRun(null));

    void IAsyncCoordinatorHost.End(string? failure) => EndRun(failure);

    void IAsyncCoordinatorHost.Raise(string key, string? text) => Raise(key, text);

    void IAsyncCoordinatorHost.Evaluated(EvaluationResult result) => _host.Report(result);

    private void Write<TEvent>(TEvent happened, Action<TEvent> then)
        where TEvent : IRunEvent => _host.Record(happened, written =>
        {
            Record.Apply(written);
            then(written);
        });

    private void CleanUp(IReadOnlyList<BlobRef> found)
    {
        Retain();
        try
        {
            BlobCollector.Collect(_run.Blobs, Record.Committed, found: found);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CannotCleanUp(error);
        }
    }

    // Listed before a commit and deleted after it: see BlobCollector.
    private IReadOnlyList<BlobRef> BlobsFound()
    {
        try
        {
            return [.. _run.Blobs.List()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CannotCleanUp(error);
            return [];
        }
    }

    private void CannotCleanUp(Exception error) => Raise("clean-up", $"old checkpoints cannot be deleted: {error.Message}");

    private void Retain() => Record.Retain(new RetentionPolicy(_run.Settings.Checkpoint.KeepLast, _run.Settings.Checkpoint.KeepEvery));
}
