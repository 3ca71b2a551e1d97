namespace MtrlAkka.Checkpoints;

/// <summary>A store that fails on purpose, by plan: around a real one it shows what a run does when a disk lets it down.</summary>
/// <param name="inner">The store that does the work.</param>
/// <param name="plan">Which writes go wrong.</param>
/// <param name="atMoment">Called at each moment with the number of the write or delete; may throw or end the process.</param>
public sealed class FaultyBlobStore(IBlobStore inner, FaultPlan plan, Action<BlobMoment, long>? atMoment = null) : IBlobStore
{
    private const int DiskFullError = 28; // ENOSPC
    private const int InputOutputError = 5; // EIO
    private long _writes = -1;
    private long _deletes = -1;

    /// <summary>Writes begun so far.</summary>
    public long Writes => Interlocked.Read(ref _writes) + 1;

    /// <inheritdoc/>
    public BlobRef Write(Action<Stream> content)
    {
        long number = Interlocked.Increment(ref _writes);
        var fault = plan.Of(number);
        atMoment?.Invoke(BlobMoment.BeforeWrite, number);
        var blob = inner.Write(stream =>
        {
            if (fault == BlobFault.DiskFull)
            {
                using var whole = new MemoryStream();
                content(whole);
                stream.Write(whole.GetBuffer().AsSpan(0, (int)whole.Length / 2));
                throw new IOException("No space left on device", DiskFullError);
            }

            content(stream);
            atMoment?.Invoke(BlobMoment.BeforeSync, number);
            if (fault == BlobFault.SyncFails) throw new IOException("Input/output error", InputOutputError);
        });
        switch (fault)
        {
            case BlobFault.ShortWrite:
                Damage(blob, static bytes => bytes[..(bytes.Length / 2)]);
                break;
            case BlobFault.Corrupt when blob.Size > 0:
                Damage(blob, static bytes =>
                {
                    bytes[bytes.Length / 2] ^= 1;
                    return bytes;
                });
                break;
            case BlobFault.Lost:
                inner.Delete(blob);
                break;
        }

        atMoment?.Invoke(BlobMoment.AfterWrite, number);
        return blob;
    }

    /// <inheritdoc/>
    public Stream OpenRead(BlobRef blob) => inner.OpenRead(blob);

    /// <inheritdoc/>
    public bool Exists(BlobRef blob) => inner.Exists(blob);

    /// <inheritdoc/>
    public IEnumerable<BlobRef> List() => inner.List();

    /// <inheritdoc/>
    public void Delete(BlobRef blob)
    {
        long number = Interlocked.Increment(ref _deletes);
        atMoment?.Invoke(BlobMoment.BeforeDelete, number);
        inner.Delete(blob);
        atMoment?.Invoke(BlobMoment.AfterDelete, number);
    }

    private void Damage(BlobRef blob, Func<byte[], byte[]> change)
    {
        if (inner is not IDamageableBlobs damageable)
            throw new NotSupportedException($"{inner.GetType().Name} does not let its blobs be damaged");
        damageable.Damage(blob, change);
    }
}
