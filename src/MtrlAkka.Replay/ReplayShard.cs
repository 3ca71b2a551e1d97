using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MtrlAkka.Checkpoints;
using MtrlAkka.Numerics;

namespace MtrlAkka.Replay;

/// <summary>What a shard of the replay holds.</summary>
/// <param name="Layout">Sizes of a row.</param>
/// <param name="FirstTask">Global index of its first task.</param>
/// <param name="LastTask">Global index of its last task, included.</param>
/// <param name="Copies">Environment copies of each task.</param>
/// <param name="Capacity">Rows that each task's ring holds.</param>
public sealed record ReplayShardOptions(TransitionLayout Layout, int FirstTask, int LastTask, int Copies, int Capacity)
{
    /// <summary>Number of tasks.</summary>
    public int Tasks => LastTask - FirstTask + 1;
}

/// <summary>
/// The replay of a range of tasks: a ring for each, idempotent inserts, samples grouped by task, and segments that make it outlive
/// its process. Used by one thread at a time; appends and samples allocate nothing.
/// </summary>
public sealed class ReplayShard : IDisposable
{
    private readonly ReplayRing[] _rings;
    private readonly InsertLedger _ledger;
    private readonly long[] _sealedTo;
    private readonly List<SegmentEntry> _segments = [];

    /// <summary>An empty shard.</summary>
    public ReplayShard(ReplayShardOptions options)
    {
        // Rings are stored and sent as they lie in memory.
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("the replay needs a little-endian machine");
        ArgumentOutOfRangeException.ThrowIfNegative(options.FirstTask);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LastTask, options.FirstTask);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Copies, 1);
        Options = options;
        _rings = [.. Enumerable.Range(0, options.Tasks).Select(_ => new ReplayRing(options.Layout, options.Capacity))];
        _ledger = new InsertLedger(options.FirstTask, options.Tasks, options.Copies);
        _sealedTo = new long[options.Tasks];
    }

    /// <summary>What the shard holds.</summary>
    public ReplayShardOptions Options { get; }

    /// <summary>Which insert of each environment is due next.</summary>
    public InsertLedger Ledger => _ledger;

    /// <summary>Rows ever appended, over all tasks.</summary>
    public long Appended
    {
        get
        {
            long sum = 0;
            foreach (var ring in _rings) sum += ring.Appended;
            return sum;
        }
    }

    /// <summary>The ring of a task, by its global index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The task is not of this shard.</exception>
    public ReplayRing Ring(int task) => (uint)(task - Options.FirstTask) < (uint)_rings.Length
        ? _rings[task - Options.FirstTask]
        : throw new ArgumentOutOfRangeException(nameof(task), task, $"this shard has the tasks {Options.FirstTask} to {Options.LastTask}");

    /// <summary>Appends one transition, unless it was before.</summary>
    /// <exception cref="InsertGapException">An earlier transition of that environment never came; nothing was stored.</exception>
    public InsertOutcome Append(
        InsertKey key,
        ReadOnlySpan<float> observation,
        ReadOnlySpan<float> action,
        float reward,
        bool terminated,
        ReadOnlySpan<float> nextObservation)
    {
        var outcome = _ledger.Count(key);
        if (outcome == InsertOutcome.Inserted) Ring(key.Task).Append(observation, action, reward, terminated, nextObservation);
        return outcome;
    }

    /// <summary>Appends packed rows of many environments in the order given; repeated ones are left out.</summary>
    /// <param name="keys">The place of each row.</param>
    /// <param name="rows">As many rows, packed by the layout, one after another.</param>
    /// <returns>How many were stored; the rest were repetitions.</returns>
    /// <exception cref="InsertGapException">An earlier transition never came; the rows before it in this call are stored.</exception>
    /// <exception cref="ArgumentException">There are not as many rows as keys.</exception>
    public int AppendRound(ReadOnlySpan<InsertKey> keys, ReadOnlySpan<float> rows)
    {
        int length = Options.Layout.RowLength;
        if (rows.Length != keys.Length * length)
            throw new ArgumentException($"{keys.Length} keys need {keys.Length * length} numbers, not {rows.Length}", nameof(rows));
        int inserted = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (_ledger.Count(keys[i]) != InsertOutcome.Inserted) continue;
            Ring(keys[i].Task).AppendRows(rows.Slice(i * length, length));
            inserted++;
        }

        return inserted;
    }

    /// <summary>
    /// Fills a batch with as many rows of each task, grouped by task in the order of their indices. The draw of a row depends on the
    /// global index of its task, so that a run's batches are the same however its tasks are spread over shards.
    /// </summary>
    /// <param name="destination">tasks × <paramref name="rowsPerTask"/> rows.</param>
    /// <param name="rowsPerTask">Rows of each task.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="step">Step of the draws.</param>
    /// <exception cref="InvalidOperationException">A task has no rows yet.</exception>
    public void SampleInto(TransitionColumns destination, int rowsPerTask, CounterRandom random, ulong step)
    {
        if (destination.Rewards.Length != _rings.Length * rowsPerTask)
            throw new ArgumentException($"{_rings.Length} tasks of {rowsPerTask} rows do not fill a batch of {destination.Rewards.Length}", nameof(destination));
        for (int task = 0; task < _rings.Length; task++)
        {
            uint firstIndex = (uint)((Options.FirstTask + task) * rowsPerTask);
            _rings[task].Sample(random, step, firstIndex, destination.Slice(task * rowsPerTask, rowsPerTask));
        }
    }

    /// <summary>
    /// The shard as it is now: what no segment holds yet, and the counters. Nothing changes until <see cref="Adopt"/>,
    /// so that a write that failed is made up for by the next cut.
    /// </summary>
    public ShardCut Cut()
    {
        long[] from = new long[_rings.Length], to = new long[_rings.Length], first = new long[_rings.Length];
        for (int task = 0; task < _rings.Length; task++)
        {
            first[task] = _rings[task].First;
            (from[task], to[task]) = (Math.Max(_sealedTo[task], first[task]), _rings[task].Appended);
        }

        return new ShardCut(new ReplaySegment(_rings, Options.FirstTask, from, to), first, [.. _ledger.Counters]);
    }

    /// <summary>Notes that a cut's segment has been written, and where to.</summary>
    /// <param name="cut">The cut; rows may have come since.</param>
    /// <param name="blob">Its segment, or null where it had no rows.</param>
    /// <returns>What a checkpoint of the cut says of this shard. Segments whose rows were all overwritten by then are dropped.</returns>
    /// <exception cref="InvalidOperationException">Another cut was adopted since.</exception>
    public ShardManifest Adopt(ShardCut cut, BlobRef? blob)
    {
        var segment = cut.Segment;
        for (int task = 0; task < _rings.Length; task++)
        {
            if (segment.From[task] < _sealedTo[task])
                throw new InvalidOperationException("rows of this segment are in another that was adopted before: cut again");
        }

        for (int task = 0; task < _rings.Length; task++) _sealedTo[task] = segment.To[task];
        if (blob is not null) _segments.Add(new SegmentEntry(blob, segment.From, segment.To));
        _segments.RemoveAll(entry => entry.To.Index().All(to => to.Item <= cut.First[to.Index]));
        var options = Options;
        return new ShardManifest(
            options.FirstTask,
            options.LastTask,
            options.Copies,
            options.Layout.Observation,
            options.Layout.Action,
            options.Capacity,
            [.. segment.To],
            cut.Inserts,
            [.. _segments]);
    }

    /// <summary>Cuts, writes what is new to a store and adopts it: a shard's part of a checkpoint.</summary>
    /// <exception cref="BlobWriteException">The store refused; the next call writes these rows.</exception>
    public ShardManifest Checkpoint(IBlobStore store)
    {
        var cut = Cut();
        return Adopt(cut, cut.Segment.Rows > 0 ? store.Write(cut.WriteTo) : null);
    }

    /// <summary>A shard equal to the one that gave the manifest: rows, their places, counters and ledger.</summary>
    /// <param name="manifest">What the checkpoint says.</param>
    /// <param name="open">Opens a segment's blob, checked against its hash and able to seek; closed here.</param>
    /// <exception cref="InvalidDataException">The segments are not what the manifest says, or do not hold all rows.</exception>
    public static ReplayShard Restore(ShardManifest manifest, Func<BlobRef, Stream> open)
    {
        var layout = new TransitionLayout(manifest.Observation, manifest.Action);
        var shard = new ReplayShard(new ReplayShardOptions(layout, manifest.FirstTask, manifest.LastTask, manifest.Copies, manifest.Capacity));
        try
        {
            shard.Fill(manifest, open);
            return shard;
        }
        catch
        {
            shard.Dispose();
            throw;
        }
    }

    /// <summary>Adds the shard's content to a hash, in insert order: neither segments nor the ring's state of turning show.</summary>
    public void Fingerprint(IncrementalHash hash)
    {
        Span<byte> number = stackalloc byte[8];
        for (int task = 0; task < _rings.Length; task++)
        {
            var ring = _rings[task];
            BinaryPrimitives.WriteInt64LittleEndian(number, ring.Appended);
            hash.AppendData(number);
            for (long row = ring.First; row < ring.Appended;)
            {
                var rows = ring.Rows(row, ring.Appended);
                hash.AppendData(MemoryMarshal.AsBytes(rows));
                row += rows.Length / Options.Layout.RowLength;
            }
        }

        hash.AppendData(MemoryMarshal.AsBytes(_ledger.Counters));
    }

    /// <summary>Frees the rings.</summary>
    public void Dispose()
    {
        foreach (var ring in _rings) ring.Dispose();
    }

    private void Fill(ShardManifest manifest, Func<BlobRef, Stream> open)
    {
        if (manifest.Appended.Count != _rings.Length || manifest.Inserts.Count != _ledger.Counters.Length
            || manifest.Segments.Any(segment => segment.From.Count != _rings.Length || segment.To.Count != _rings.Length))
            throw new InvalidDataException("the replay manifest does not fit its own number of tasks");
        _ledger.Restore([.. manifest.Inserts]);
        for (int task = 0; task < _rings.Length; task++)
        {
            _rings[task].StartAt(manifest.Appended[task]);
            long have = _rings[task].First;
            foreach (var segment in manifest.Segments)
            {
                if (segment.From[task] <= have && segment.To[task] > have) have = segment.To[task];
            }

            if (have != manifest.Appended[task])
                throw new InvalidDataException($"the segments of the replay lack rows from {have} on of task {manifest.FirstTask + task}");
            _sealedTo[task] = have;
        }

        foreach (var segment in manifest.Segments)
        {
            using var stream = open(segment.Blob);
            ReplaySegment.ReadInto(stream, _rings, manifest.FirstTask, segment);
            _segments.Add(segment);
        }
    }
}
