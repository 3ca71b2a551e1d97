namespace MtrlAkka.Checkpoints;

/// <summary>A blob that a checkpoint refers to cannot be used.</summary>
public abstract class BlobException(string message, BlobRef blob) : IOException(message)
{
    /// <summary>The blob.</summary>
    public BlobRef Blob { get; } = blob;
}

/// <summary>A blob is not in its store.</summary>
public sealed class BlobMissingException(string place, BlobRef blob)
    : BlobException($"blob {place} is missing: restore the file, or resume from the checkpoint before", blob);

/// <summary>A blob's content is not what its name says.</summary>
public sealed class BlobDamagedException(string place, BlobRef blob, string what)
    : BlobException($"blob {place} is damaged ({what}): restore the file from a copy, or resume from the checkpoint before", blob);

/// <summary>A blob could not be written; what was there before is intact.</summary>
public sealed class BlobWriteException(string place, Exception cause)
    : IOException($"cannot write a blob to {place} ({cause.Message}): free some space or mend the folder; committed checkpoints are intact", cause)
{
    /// <summary>Where the blob should have gone.</summary>
    public string Place { get; } = place;
}
