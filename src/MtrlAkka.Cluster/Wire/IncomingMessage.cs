using System.Buffers;
using Akka.Actor;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// A message that comes piece by piece. Once its fields are there its large arrays are made, and what follows goes straight
/// into them.
/// </summary>
public sealed class IncomingMessage : IDisposable
{
    private readonly string _manifest;
    private readonly MessageCodec _codec;
    private readonly int _version;
    private readonly ExtendedActorSystem? _system;
    private readonly LoanPool _loans;
    private readonly int _headLength;
    private readonly long _tensorBytes;
    private readonly List<Array> _tensors = [];
    private byte[] _head;
    private int _headHas;
    private int _tensor;
    private int _tensorHas;
    private bool _read;
    private object? _message;

    /// <summary>A message of which nothing has come.</summary>
    /// <param name="manifest">Which message it is, and in which version.</param>
    /// <param name="headLength">Bytes of its fields; the caller has checked that there is room for them.</param>
    /// <param name="tensorBytes">Bytes of its large arrays.</param>
    /// <param name="system">Finds actors; null where the message has none.</param>
    /// <param name="loans">Lends storage for the arrays.</param>
    /// <exception cref="WireException">The manifest is unknown.</exception>
    public IncomingMessage(string manifest, int headLength, long tensorBytes, ExtendedActorSystem? system, LoanPool loans)
    {
        (_codec, _version) = WireCodecs.Find(manifest);
        (_manifest, _headLength, _tensorBytes, _system, _loans) = (manifest, headLength, tensorBytes, system, loans);
        _head = ArrayPool<byte>.Shared.Rent(headLength);
    }

    /// <summary>Bytes that have come.</summary>
    public long Has { get; private set; }

    /// <summary>Bytes of all.</summary>
    public long Length => _headLength + _tensorBytes;

    /// <summary>Where the next bytes belong, as many as lie together; nothing once all are there.</summary>
    /// <exception cref="WireException">What came so far is of something else.</exception>
    public Span<byte> Target
    {
        get
        {
            if (!_read && _headHas == _headLength) ReadHead();
            if (!_read) return _head.AsSpan(_headHas, _headLength - _headHas);
            return _tensor < _tensors.Count ? OutgoingMessage.BytesOf(_tensors[_tensor])[_tensorHas..] : [];
        }
    }

    /// <summary>So many bytes lie in <see cref="Target"/>.</summary>
    /// <exception cref="WireException">They are of something else.</exception>
    public void Advance(int bytes)
    {
        Has += bytes;
        if (_read)
        {
            _tensorHas += bytes;
            SkipFull();
            return;
        }

        _headHas += bytes;
        if (_headHas == _headLength) ReadHead();
    }

    /// <summary>The message once all of it is there, and only once; else null.</summary>
    public object? Take()
    {
        if (_message is null || _tensor < _tensors.Count) return null;
        object whole = _message;
        _message = null;
        return whole;
    }

    /// <summary>Takes the next bytes.</summary>
    /// <returns>The message, with the last of them; else null.</returns>
    /// <exception cref="WireException">They are of something else, or more than were announced.</exception>
    public object? Add(ReadOnlySpan<byte> bytes)
    {
        do
        {
            var target = Target;
            if (target.IsEmpty && !bytes.IsEmpty) throw new WireException($"message '{_manifest}' cannot be read: {bytes.Length} bytes are left over");
            var part = bytes[..Math.Min(bytes.Length, target.Length)];
            part.CopyTo(target);
            if (!part.IsEmpty) Advance(part.Length);
            bytes = bytes[part.Length..];
        }
        while (!bytes.IsEmpty);
        return Take();
    }

    /// <summary>Gives up: what the message holds so far is storage again.</summary>
    public void Dispose()
    {
        ReturnHead();
        if (_message is not null) _loans.GiveBack(_message);
        _message = null;
    }

    private void ReadHead()
    {
        _read = true;
        var reader = new WireReader(_manifest, _head.AsSpan(0, _headLength), _tensorBytes, _tensors, _system, _loans);
        _message = _codec.Read(ref reader, _version);
        reader.End();
        ReturnHead();
        SkipFull();
    }

    private void ReturnHead()
    {
        if (_head.Length > 0) ArrayPool<byte>.Shared.Return(_head);
        _head = [];
    }

    private void SkipFull()
    {
        while (_tensor < _tensors.Count && _tensorHas == Buffer.ByteLength(_tensors[_tensor])) (_tensor, _tensorHas) = (_tensor + 1, 0);
    }
}
