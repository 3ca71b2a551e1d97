namespace MtrlAkka.Checkpoints;

/// <summary>
/// Immutable blobs, each named by the hash of its content. A blob becomes visible whole and lasting, or not at all;
/// writing the same content twice gives the same reference.
/// </summary>
public interface IBlobStore
{
    /// <summary>Writes one blob; when this returns, the blob outlives a power cut.</summary>
    /// <param name="content">Writes the content to a stream that can only be written.</param>
    /// <exception cref="BlobWriteException">The store refused (disk full, no permission…); nothing became visible.</exception>
    BlobRef Write(Action<Stream> content);

    /// <summary>Opens a blob whose content has been checked against its hash.</summary>
    /// <exception cref="BlobMissingException">There is no such blob.</exception>
    /// <exception cref="BlobDamagedException">The content is not what the hash says.</exception>
    Stream OpenRead(BlobRef blob);

    /// <summary>Whether the blob is there; says nothing about its content.</summary>
    bool Exists(BlobRef blob);

    /// <summary>All blobs, in the order of their hashes.</summary>
    IEnumerable<BlobRef> List();

    /// <summary>Deletes a blob; one that is not there is no error.</summary>
    void Delete(BlobRef blob);
}

/// <summary>Shorthands over <see cref="IBlobStore"/>.</summary>
public static class BlobStoreExtensions
{
    /// <inheritdoc cref="IBlobStore.Write"/>
    public static BlobRef Write(this IBlobStore store, ReadOnlyMemory<byte> content) =>
        store.Write(stream => stream.Write(content.Span));

    /// <summary>Writes off the calling thread, since a sync to disk blocks.</summary>
    /// <inheritdoc cref="IBlobStore.Write"/>
    public static Task<BlobRef> WriteAsync(this IBlobStore store, Action<Stream> content, CancellationToken cancel = default) =>
        Task.Run(() => store.Write(content), cancel);

    /// <summary>The whole content, checked against its hash; for blobs below 2 GB.</summary>
    /// <inheritdoc cref="IBlobStore.OpenRead"/>
    public static byte[] ReadVerified(this IBlobStore store, BlobRef blob)
    {
        using var stream = store.OpenRead(blob);
        byte[] bytes = new byte[blob.Size];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
