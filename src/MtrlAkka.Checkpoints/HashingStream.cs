using System.Security.Cryptography;

namespace MtrlAkka.Checkpoints;

/// <summary>Hashes and counts what passes through to another stream.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    /// <summary>The reference of all that was written so far; ends the hash.</summary>
    public BlobRef Finish() => new(Convert.ToHexStringLower(_hash.GetHashAndReset()), _length);

    /// <summary>The reference of a stream's whole content.</summary>
    public static BlobRef Of(Stream stream)
    {
        using var hashing = new HashingStream(Null);
        stream.CopyTo(hashing, 1 << 20);
        return hashing.Finish();
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
