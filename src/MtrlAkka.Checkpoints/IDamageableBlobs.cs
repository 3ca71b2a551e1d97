namespace MtrlAkka.Checkpoints;

/// <summary>A store whose blobs a test may change behind the store's back, as a failing disk would.</summary>
internal interface IDamageableBlobs
{
    /// <summary>Replaces the stored bytes of a blob and keeps its name.</summary>
    void Damage(BlobRef blob, Func<byte[], byte[]> change);
}
