using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Puts the shards' samples of one update together. Shards run ahead of each other by a few updates at most, so what
/// comes early waits for its turn.
/// </summary>
public sealed class BatchAssembly
{
    private readonly RunContext _run;
    private readonly Queue<BatchDrawn>[] _arrived;

    /// <summary>An assembly with nothing in it.</summary>
    public BatchAssembly(RunContext run)
    {
        _run = run;
        _arrived = [.. Enumerable.Range(0, run.Settings.Replay.Shards).Select(_ => new Queue<BatchDrawn>())];
        Batch = new TransitionBatch(run.Sac);
    }

    /// <summary>The batch of the last update that <see cref="TryTake"/> took, rows grouped by task.</summary>
    public TransitionBatch Batch { get; }

    /// <summary>Forgets what has arrived.</summary>
    public void Clear(Action<BatchDrawn> used)
    {
        foreach (var queue in _arrived)
            while (queue.TryDequeue(out var drawn)) used(drawn);
    }

    /// <summary>A shard's samples came.</summary>
    public void Add(BatchDrawn drawn) => _arrived[drawn.Shard].Enqueue(drawn);

    /// <summary>Copies the samples of an update into <see cref="Batch"/> once all shards have sent theirs.</summary>
    /// <param name="update">Index of the update that is next.</param>
    /// <param name="used">Takes each shard's samples when they are copied.</param>
    /// <returns>Whether the batch is complete.</returns>
    /// <exception cref="InvalidOperationException">A shard skipped an update.</exception>
    public bool TryTake(long update, Action<BatchDrawn> used)
    {
        foreach (var queue in _arrived)
        {
            if (!queue.TryPeek(out var first)) return false;
            if (first.Update != update) throw new InvalidOperationException($"a shard sent update {first.Update} where {update} is next");
        }

        foreach (var queue in _arrived)
        {
            var drawn = queue.Dequeue();
            Copy(drawn);
            used(drawn);
        }

        return true;
    }

    private void Copy(BatchDrawn drawn)
    {
        int first = _run.ShardTasks(drawn.Shard).First, row = first * _run.Settings.Learner.Sac.BatchPerTask;
        var samples = drawn.Samples;
        samples.Observations.CopyTo(Batch.Observations, row * Batch.ObservationSize);
        samples.Actions.CopyTo(Batch.Actions, row * Batch.ActionSize);
        samples.Rewards.CopyTo(Batch.Rewards, row);
        samples.Terminated.CopyTo(Batch.Terminated, row);
        samples.NextObservations.CopyTo(Batch.NextObservations, row * Batch.ObservationSize);
        for (int task = 0; task < drawn.Returns.Length; task++) Batch.ReturnExtents[first + task] = drawn.Returns[task].Extent;
    }
}
