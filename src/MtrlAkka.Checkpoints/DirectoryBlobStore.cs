namespace MtrlAkka.Checkpoints;

/// <summary>
/// Blobs as files of one folder, each named by its hash. A blob is written to a temporary file, synced, renamed,
/// and the folder synced: at no moment does a half-written file bear a blob's name.
/// </summary>
public sealed class DirectoryBlobStore : IBlobStore, IDamageableBlobs
{
    private const string TemporaryPrefix = ".writing-";
    private readonly string _folder;
    private int _temporaries;

    /// <summary>Opens a folder, makes it where it is absent, and removes what killed writers left behind.</summary>
    /// <param name="folder">The folder; nothing else should be kept in it.</param>
    /// <param name="readOnly">Look only: neither make the folder nor clean it.</param>
    public DirectoryBlobStore(string folder, bool readOnly = false)
    {
        _folder = Path.GetFullPath(folder);
        if (readOnly) return;
        if (!Directory.Exists(_folder))
        {
            Directory.CreateDirectory(_folder);
            PosixFile.SyncDirectory(Path.GetDirectoryName(_folder) ?? _folder);
        }

        foreach (string leftover in Directory.EnumerateFiles(_folder, TemporaryPrefix + "*")) RemoveUnlessInUse(leftover);
    }

    /// <summary>The file of a blob, whether it exists or not.</summary>
    public string PathOf(BlobRef blob) => Path.Combine(_folder, blob.Hash);

    /// <inheritdoc/>
    public BlobRef Write(Action<Stream> content)
    {
        string? temporary = null;
        try
        {
            BlobRef blob;
            using (var file = CreateTemporary(out temporary))
            {
                using (var hashing = new HashingStream(file))
                {
                    content(hashing);
                    blob = hashing.Finish();
                }

                file.Flush(flushToDisk: true);

                // Renamed while still open, and so locked: another process that opens the folder takes it for alive.
                // An older file of that name is replaced, which mends it if it was damaged.
                File.Move(temporary, PathOf(blob), overwrite: true);
                temporary = null;
            }

            PosixFile.SyncDirectory(_folder);
            return blob;
        }
        catch (Exception error) when (error is (IOException or UnauthorizedAccessException) and not BlobException)
        {
            throw new BlobWriteException(_folder, error);
        }
        finally
        {
            if (temporary is not null) TryDelete(temporary);
        }
    }

    /// <inheritdoc/>
    public Stream OpenRead(BlobRef blob)
    {
        string path = PathOf(blob);
        FileStream? file = null;
        try
        {
            // Another process may be about to close the same blob, written anew: what has the name is whole already.
            file = PosixFile.OpenLocked(path, 1 << 16);
            if (file.Length != blob.Size)
                throw new BlobDamagedException(path, blob, $"{file.Length} bytes instead of {blob.Size}");
            if (HashingStream.Of(file) != blob) throw new BlobDamagedException(path, blob, "its SHA-256 is another");
            file.Position = 0;
            return file;
        }
        catch (Exception error)
        {
            file?.Dispose();
            throw error switch
            {
                FileNotFoundException or DirectoryNotFoundException => new BlobMissingException(path, blob),
                (IOException or UnauthorizedAccessException) and not BlobException => new BlobDamagedException(path, blob, error.Message),
                _ => error,
            };
        }
    }

    /// <inheritdoc/>
    public bool Exists(BlobRef blob) => File.Exists(PathOf(blob));

    /// <inheritdoc/>
    public IEnumerable<BlobRef> List() =>
        new DirectoryInfo(_folder).EnumerateFiles()
            .Where(static file => file.Name is { Length: 64 } name && name.All(char.IsAsciiHexDigitLower))
            .Select(static file => new BlobRef(file.Name, file.Length))
            .OrderBy(static blob => blob.Hash, StringComparer.Ordinal)
            .ToArray();

    /// <inheritdoc/>
    public void Delete(BlobRef blob) => File.Delete(PathOf(blob));

    void IDamageableBlobs.Damage(BlobRef blob, Func<byte[], byte[]> change) =>
        File.WriteAllBytes(PathOf(blob), change(File.ReadAllBytes(PathOf(blob))));

    private FileStream CreateTemporary(out string path)
    {
        while (true)
        {
            path = Path.Combine(_folder, $"{TemporaryPrefix}{Environment.ProcessId}-{Interlocked.Increment(ref _temporaries)}");
            try
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            }
            catch (IOException) when (File.Exists(path))
            {
                // A process of the same number on another machine, or before a restart, left this name taken: the next one.
            }
        }
    }

    // A living writer holds its temporary file locked; a killed one does not.
    private static void RemoveUnlessInUse(string path)
    {
        try
        {
            using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (IOException)
        {
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // The next opening of the folder removes it.
        }
    }
}
