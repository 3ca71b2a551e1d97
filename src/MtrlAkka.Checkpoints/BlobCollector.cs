namespace MtrlAkka.Checkpoints;

/// <summary>
/// Deletes blobs that nothing refers to. Run after a commit, never before it, and never beside a checkpoint under way.
/// Killed in the middle it leaves more blobs than needed, which the next run deletes.
/// </summary>
public static class BlobCollector
{
    /// <summary>Deletes every blob that no kept checkpoint refers to.</summary>
    /// <param name="store">The store.</param>
    /// <param name="kept">All checkpoints that stay, the newest committed one among them.</param>
    /// <param name="alsoKept">Blobs that no checkpoint refers to yet but one will.</param>
    /// <param name="found">
    /// The blobs to look at, listed before the commit: that commit shows that nobody else had taken the run over by then, so none of
    /// them is of a successor, however late this process goes on. Null lists them now.
    /// </param>
    /// <returns>How many blobs and bytes went.</returns>
    /// <exception cref="ArgumentException">No checkpoint is kept: a run without one has nothing to collect.</exception>
    public static (int Blobs, long Bytes) Collect(
        IBlobStore store, IReadOnlyCollection<CheckpointManifest> kept, IEnumerable<BlobRef>? alsoKept = null, IEnumerable<BlobRef>? found = null)
    {
        if (kept.Count == 0) throw new ArgumentException("no checkpoint is kept, so every blob would go", nameof(kept));
        var needed = kept.SelectMany(static checkpoint => checkpoint.Blobs())
            .Concat(alsoKept ?? [])
            .Select(static blob => blob.Hash)
            .ToHashSet(StringComparer.Ordinal);
        int blobs = 0;
        long bytes = 0;
        foreach (var blob in found ?? store.List())
        {
            if (needed.Contains(blob.Hash)) continue;
            store.Delete(blob);
            blobs++;
            bytes += blob.Size;
        }

        return (blobs, bytes);
    }
}
