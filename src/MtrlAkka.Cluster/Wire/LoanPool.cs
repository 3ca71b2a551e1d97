using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// Storage for what comes over the wire again and again: batches and weights. Used by one thread. What it keeps is
/// bounded; what is never given back is the garbage collector's.
/// </summary>
/// <param name="capacity">Bytes that it keeps at most.</param>
public sealed class LoanPool(long capacity)
{
    private readonly List<float[]> _vectors = [];
    private readonly List<TransitionBatch> _batches = [];

    /// <summary>Keeps nothing: every loan is fresh. Any thread may use it.</summary>
    public static LoanPool None { get; } = new(0);

    /// <summary>Bytes that it keeps now.</summary>
    public long Kept { get; private set; }

    /// <summary>A vector with whatever values it had.</summary>
    public float[] Vector(int length)
    {
        int found = _vectors.FindIndex(vector => vector.Length == length);
        if (found < 0) return GC.AllocateUninitializedArray<float>(length);
        var vector = _vectors[found];
        _vectors.RemoveAt(found);
        Kept -= Bytes(vector);
        return vector;
    }

    /// <summary>A batch with whatever values it had.</summary>
    public TransitionBatch Batch(TransitionLayout layout, int rows)
    {
        int found = _batches.FindIndex(batch => batch.Rows == rows && batch.Layout == layout);
        if (found < 0) return new TransitionBatch(layout, rows);
        var batch = _batches[found];
        _batches.RemoveAt(found);
        Kept -= Bytes(batch);
        return batch;
    }

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

    private void Keep(float[] vector)
    {
        if (!Fits(Bytes(vector))) return;
        _vectors.Add(vector);
        Kept += Bytes(vector);
    }

    private void Keep(TransitionBatch batch)
    {
        if (!Fits(Bytes(batch))) return;
        _batches.Add(batch);
        Kept += Bytes(batch);
    }

    // Other lengths come with another run; then what is of no use makes room.
    private bool Fits(long bytes)
    {
        if (bytes > capacity) return false;
        while (Kept + bytes > capacity)
        {
            if (_vectors.Count > 0)
            {
                Kept -= Bytes(_vectors[0]);
                _vectors.RemoveAt(0);
            }
            else
            {
                Kept -= Bytes(_batches[0]);
                _batches.RemoveAt(0);
            }
        }

        return true;
    }

    private static long Bytes(float[] vector) => (long)vector.Length * sizeof(float);

    private static long Bytes(TransitionBatch batch) => (long)batch.Rows * batch.Layout.RowBytes;
}
