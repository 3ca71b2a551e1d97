namespace MtrlAkka.Checkpoints;

/// <summary>Blobs in memory, for tests and for runs that keep nothing. Safe to use from several threads.</summary>
public sealed class MemoryBlobStore : IBlobStore, IDamageableBlobs
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public BlobRef Write(Action<Stream> content)
    {
        using var bytes = new MemoryStream();
        using var hashing = new HashingStream(bytes);
        try
        {
            content(hashing);
        }
        catch (IOException error) when (error is not BlobException)
        {
            throw new BlobWriteException("memory", error);
        }

        var blob = hashing.Finish();
        lock (_gate) _blobs[blob.Hash] = bytes.ToArray();
        return blob;
    }

    /// <inheritdoc/>
    public Stream OpenRead(BlobRef blob)
    {
        byte[]? bytes;
        lock (_gate) bytes = _blobs.GetValueOrDefault(blob.Hash);
        if (bytes is null) throw new BlobMissingException($"memory:{blob.Hash}", blob);
        var stream = new MemoryStream(bytes, writable: false);
        if (HashingStream.Of(stream) != blob) throw new BlobDamagedException($"memory:{blob.Hash}", blob, "its SHA-256 is another");
        stream.Position = 0;
        return stream;
    }

    /// <inheritdoc/>
    public bool Exists(BlobRef blob)
    {
        lock (_gate) return _blobs.ContainsKey(blob.Hash);
    }

    /// <inheritdoc/>
    public IEnumerable<BlobRef> List()
    {
        lock (_gate) return [.. _blobs.Select(static entry => new BlobRef(entry.Key, entry.Value.Length))];
    }

    /// <inheritdoc/>
    public void Delete(BlobRef blob)
    {
        lock (_gate) _blobs.Remove(blob.Hash);
    }

    void IDamageableBlobs.Damage(BlobRef blob, Func<byte[], byte[]> change)
    {
        lock (_gate) _blobs[blob.Hash] = change(_blobs[blob.Hash]);
    }
}
