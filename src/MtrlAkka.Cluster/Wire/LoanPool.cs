using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// Storage for what comes over the wire again and again: batches and weights. Any thread may use it. What it keeps is
/// bounded; what is never given back is the garbage collector's.
/// </summary>
/// <param name="capacity">Bytes that it keeps at most.</param>
public sealed class LoanPool(long capacity)
{
    private readonly Lock _gate = new();
    private readonly List<float[]> _vectors = [];
    private readonly List<TransitionBatch> _batches = [];
    private long _kept;

    /// <summary>Keeps nothing: every loan is fresh.</summary>
    public static LoanPool None { get; } = new(0);

    /// <summary>Bytes that it keeps now.</summary>
    public long Kept
    {
        get
        {
            lock (_gate) return _kept;
        }
    }

    /// <summary>A vector with whatever values it had.</summary>
    public float[] Vector(int length) => Find(_vectors, vector => vector.Length == length, Bytes) ?? GC.AllocateUninitializedArray<float>(length);

    /// <summary>A batch with whatever values it had.</summary>
    public TransitionBatch Batch(TransitionLayout layout, int rows) =>
        Find(_batches, batch => batch.Rows == rows && batch.Layout == layout, Bytes) ?? new TransitionBatch(layout, rows);

    /// <summary>Takes back what came with a message, or what a message gives back; others are no loans.</summary>
    public void GiveBack(object message)
    {
        switch (message)
        {
            case BatchDrawn drawn:
                Keep(drawn.Samples);
                break;
            case BatchUsed used:
                Keep(used.Samples);
                break;
            case PublishPolicy publish:
                Keep(publish.Version.Weights.Values);
                break;
            case PolicyRetired retired:
                Keep(retired.Version.Weights.Values);
                break;
        }
    }

    private T? Find<T>(List<T> kept, Predicate<T> fits, Func<T, long> bytes)
        where T : class
    {
        lock (_gate)
        {
            int found = kept.FindIndex(fits);
            if (found < 0) return null;
            var loan = kept[found];
            kept.RemoveAt(found);
            _kept -= bytes(loan);
            return loan;
        }
    }

    private void Keep(float[] vector) => Keep(_vectors, vector, Bytes(vector));

    private void Keep(TransitionBatch batch) => Keep(_batches, batch, Bytes(batch));

    // Other lengths come with another run; then what is of no use makes room.
    private void Keep<T>(List<T> kept, T loan, long bytes)
    {
        if (bytes > capacity) return;
        lock (_gate)
        {
            while (_kept + bytes > capacity)
            {
                if (_vectors.Count > 0)
                {
                    _kept -= Bytes(_vectors[0]);
                    _vectors.RemoveAt(0);
                }
                else
                {
                    _kept -= Bytes(_batches[0]);
                    _batches.RemoveAt(0);
                }
            }

            kept.Add(loan);
            _kept += bytes;
        }
    }

    private static long Bytes(float[] vector) => (long)vector.Length * sizeof(float);

    private static long Bytes(TransitionBatch batch) => (long)batch.Rows * batch.Layout.RowBytes;
}
