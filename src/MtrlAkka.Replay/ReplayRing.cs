using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using MtrlAkka.Numerics;

namespace MtrlAkka.Replay;

/// <summary>
/// The newest transitions of one task, in native memory. Rows are numbered by the order of their insertion, from 0;
/// the ring holds [<see cref="First"/>, <see cref="Appended"/>). Used by one thread at a time; nothing here allocates or locks.
/// </summary>
public sealed unsafe class ReplayRing : IDisposable
{
    private const int CacheLine = 64;
    private const int Ahead = 32;
    private readonly int _rowLength;
    private float* _rows;

    /// <summary>An empty ring.</summary>
    /// <param name="layout">Sizes of a row.</param>
    /// <param name="capacity">Rows that it holds before new ones overwrite the oldest; at least 1.</param>
    public ReplayRing(TransitionLayout layout, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Layout = layout;
        Capacity = capacity;
        _rowLength = layout.RowLength;
        _rows = (float*)NativeMemory.AlignedAlloc((nuint)capacity * (nuint)layout.RowBytes, CacheLine);
    }

    /// <summary>Sizes of a row.</summary>
    public TransitionLayout Layout { get; }

    /// <summary>Rows that the ring can hold.</summary>
    public int Capacity { get; }

    /// <summary>Rows ever appended.</summary>
    public long Appended { get; private set; }

    /// <summary>Rows held now.</summary>
    public int Count => (int)Math.Min(Appended, Capacity);

    /// <summary>Number of the oldest row held.</summary>
    public long First => Appended - Count;

    /// <summary>Appends one transition; over a full ring it replaces the oldest.</summary>
    /// <exception cref="ArgumentException">A span has another length than the layout says.</exception>
    public void Append(
        ReadOnlySpan<float> observation, ReadOnlySpan<float> action, float reward, bool terminated, ReadOnlySpan<float> nextObservation)
    {
        Layout.Pack(Slot(Appended), observation, action, reward, terminated, nextObservation);
        Appended++;
    }

    /// <summary>Appends packed rows, one after another.</summary>
    /// <exception cref="ArgumentException">The span is no whole number of rows.</exception>
    public void AppendRows(ReadOnlySpan<float> rows)
    {
        if (rows.Length % _rowLength != 0) throw new ArgumentException($"{rows.Length} numbers are no whole number of rows of {_rowLength}", nameof(rows));
        while (!rows.IsEmpty)
        {
            var place = Contiguous(Appended, Math.Min(rows.Length / _rowLength, Capacity));
            rows[..place.Length].CopyTo(place);
            rows = rows[place.Length..];
            Appended += place.Length / _rowLength;
        }
    }

    /// <summary>The packed row of a number; valid until it is overwritten.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ring does not hold it.</exception>
    public ReadOnlySpan<float> Row(long number)
    {
        ThrowUnlessHeld(number, number + 1);
        return Slot(number);
    }

    /// <summary>Packed rows from a number on, as many as lie together in memory and below <paramref name="to"/>; for copying without a detour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ring does not hold all of [from, to).</exception>
    public ReadOnlySpan<float> Rows(long from, long to)
    {
        ThrowUnlessHeld(from, to);
        return Contiguous(from, (int)(to - from));
    }

    /// <summary>
    /// Fills a batch with rows drawn uniformly, with replacement. Row i is number First + random.Below(Count, step, firstIndex + i):
    /// a function of the counters and of what was inserted, never of where it lies.
    /// </summary>
    /// <param name="random">Source of the draws.</param>
    /// <param name="step">Step of the draws.</param>
    /// <param name="firstIndex">Index of the first draw within the step; rings that share a source are given disjoint ranges.</param>
    /// <param name="destination">Where the rows go: as many are drawn as it holds.</param>
    /// <exception cref="InvalidOperationException">The ring is empty.</exception>
    public void Sample(CounterRandom random, ulong step, uint firstIndex, TransitionColumns destination)
    {
        if (Appended == 0) throw new InvalidOperationException("an empty ring cannot be sampled: insert before sampling");
        ThrowIfDisposed();
        if (destination.Layout != Layout) throw new ArgumentException($"the batch has {destination.Layout}, the ring {Layout}", nameof(destination));
        int rows = destination.Rewards.Length, count = Count;
        long first = First;
        var chosen = stackalloc float*[Ahead];

        // Rows lie far apart: a handful is asked for from memory before the first of them is copied.
        for (int done = 0; done < rows; done += Ahead)
        {
            int some = Math.Min(Ahead, rows - done);
            for (int i = 0; i < some; i++)
            {
                long number = first + random.Below(count, step, firstIndex + (uint)(done + i));
                chosen[i] = Address(number);
                Prefetch(chosen[i]);
            }

            for (int i = 0; i < some; i++) Unpack(chosen[i], destination, done + i);
        }
    }

    /// <summary>Frees the memory; the ring must not be used after.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_rows);
        _rows = null;
    }

    /// <summary>Empties the ring and numbers its next row; for a restore.</summary>
    internal void StartAt(long number) => Appended = number;

    /// <summary>Where rows of these numbers lie, as many as lie together; for a restore to read into.</summary>
    internal Span<float> Contiguous(long from, int rows)
    {
        ThrowIfDisposed();
        int position = (int)(from % Capacity);
        return new Span<float>(_rows + ((nint)position * _rowLength), Math.Min(rows, Capacity - position) * _rowLength);
    }

    private Span<float> Slot(long number)
    {
        ThrowIfDisposed();
        return new Span<float>(Address(number), _rowLength);
    }

    private float* Address(long number) => _rows + ((nint)(number % Capacity) * _rowLength);

    private void Prefetch(float* row)
    {
        if (!Sse.IsSupported) return;
        for (int offset = 0; offset < _rowLength; offset += CacheLine / sizeof(float)) Sse.Prefetch0(row + offset);
    }

    private void Unpack(float* row, in TransitionColumns to, int index)
    {
        int observation = Layout.Observation, action = Layout.Action;
        new ReadOnlySpan<float>(row, observation).CopyTo(to.Observations.Slice(index * observation, observation));
        new ReadOnlySpan<float>(row + observation, action).CopyTo(to.Actions.Slice(index * action, action));
        to.Rewards[index] = row[Layout.RewardOffset];
        to.Terminated[index] = row[Layout.TerminatedOffset];
        new ReadOnlySpan<float>(row + Layout.NextObservationOffset, observation).CopyTo(to.NextObservations.Slice(index * observation, observation));
    }

    private void ThrowUnlessHeld(long from, long to)
    {
        if (from < First || to > Appended || from >= to)
            throw new ArgumentOutOfRangeException(nameof(from), $"rows [{from}, {to}) are not held: the ring has [{First}, {Appended})");
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_rows is null, this);
}
