using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>
/// A connection between two simulated nodes and the threads at its ends, step by step: bytes come late, in pieces of any size, or no more, and
/// each end hears of that in its own time. Messages' arrays are read and written at the steps, as a thread does it.
/// </summary>
internal sealed class SimulatedStream : IOutgoingStream, IIncomingStream
{
    private readonly Random _random;
    private readonly Queue<StreamChunk> _chunks = new();
    private readonly Queue<byte> _pipe = new();
    private readonly Queue<(long Message, long From, int Length)> _headers = new();
    private readonly BulkLink _link;
    private readonly BulkOffer _offer;
    private readonly Action<Action<BulkExchange>> _sender, _receiver;
    private readonly bool _refused;
    private StreamInlet? _inlet;
    private StreamChunk _chunk;
    private int _gone;
    private long _message;
    private bool _begun;
    private bool _writerCloses, _readerCloses, _broken, _called, _answered, _opened, _stalled;

    /// <summary>A call that is under way.</summary>
    /// <param name="random">What happens.</param>
    /// <param name="link">The link.</param>
    /// <param name="offer">What the caller was told.</param>
    /// <param name="refused">Whether nobody answers.</param>
    /// <param name="sender">Tells the caller's exchange something, later.</param>
    /// <param name="receiver">Tells the exchange that is called something, later.</param>
    public SimulatedStream(
        Random random, BulkLink link, BulkOffer offer, bool refused, Action<Action<BulkExchange>> sender, Action<Action<BulkExchange>> receiver)
    {
        (_random, _link, _offer, _refused, _sender, _receiver) = (random, link, offer, refused, sender, receiver);
        if (refused) ReaderIsOver = true;
    }

    /// <inheritdoc/>
    public long Written { get; private set; }

    /// <summary>Whether the thread of an end is over.</summary>
    public bool WriterIsOver { get; private set; }

    /// <inheritdoc cref="WriterIsOver"/>
    public bool ReaderIsOver { get; private set; }

    /// <summary>Bytes that came.</summary>
    public long Came { get; private set; }

    /// <summary>Whether it went on from where another one broke off.</summary>
    public bool Resumed { get; private set; }

    /// <inheritdoc/>
    public void Write(in StreamChunk chunk) => _chunks.Enqueue(chunk);

    /// <inheritdoc/>
    public void Read(StreamInlet inlet) => _inlet = inlet;

    /// <inheritdoc/>
    void IOutgoingStream.Close() => _writerCloses = true;

    /// <inheritdoc/>
    void IIncomingStream.Close() => _readerCloses = true;

    /// <summary>It breaks; each end hears of it when it next does something.</summary>
    public void Break() => _broken = true;

    /// <summary>Nothing passes any more, and no end hears of it.</summary>
    public void Stall() => _stalled = true;

    /// <summary>The node of an end is dead: nothing is told to it.</summary>
    public void Die(bool writer)
    {
        if (writer) WriterIsOver = true;
        else ReaderIsOver = true;
        _broken = true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"called {_called}, attended {_inlet is not null}, answered {_answered}, opened {_opened}, broken {_broken}, stalled {_stalled}, closed {_writerCloses} {_readerCloses}, over {WriterIsOver} {ReaderIsOver}, {_chunks.Count} chunks, {_pipe.Count} bytes";

    /// <summary>The sender's thread does something.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool StepWriter()
    {
        if (WriterIsOver) return false;
        // A call that nobody answers is given up in the end.
        bool late = _stalled && !_opened && _random.Next(40) == 0;
        if (_writerCloses || _broken || _refused || late || (ReaderIsOver && !_stalled))
        {
            WriterIsOver = true;
            _sender(exchange => exchange.Ended((IOutgoingStream)this));
            return true;
        }

        if (_stalled) return false;
        if (_answered && !_opened)
        {
            _opened = true;
            var position = _inlet!.Position;
            Resumed = position.Bytes > 0;
            _sender(exchange => exchange.Opened(this, position));
            return true;
        }

        if (_gone == _chunk.Length)
        {
            if (!_chunks.TryDequeue(out var next)) return false;
            (_chunk, _gone) = (next, 0);
            _headers.Enqueue((_chunk.Message, _chunk.From, _chunk.Source is null ? -1 : _chunk.Length));
        }
        else
        {
            var piece = _chunk.Source!.From(_chunk.From + _gone);
            int bytes = Math.Min(Math.Min(piece.Length, _chunk.Length - _gone), _random.Next(1, 400));
            foreach (byte one in piece[..bytes]) _pipe.Enqueue(one);
            _gone += bytes;
        }

        if (_gone < _chunk.Length) return true;
        Written++;
        if (_chunks.Count <= StreamOutlet.Ahead / 2) _sender(exchange => exchange.Written(this));
        return true;
    }

    /// <summary>The receiver's thread does something.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool StepReader()
    {
        if (ReaderIsOver) return false;
        if (!_called)
        {
            // The socket is accepted by whoever lives there now.
            if (_writerCloses || _broken)
            {
                ReaderIsOver = true;
                return true;
            }

            if (_stalled) return false;
            _called = true;
            _receiver(exchange => exchange.Called(this, _link, _offer.Secret));
            return true;
        }

        bool empty = _inlet is null || (_headers.Count == 0 && _pipe.Count == 0);
        // What was on the way comes, or not.
        if (_readerCloses || (_broken && (empty || _random.Next(5) == 0)) || (WriterIsOver && empty && !_stalled))
        {
            ReaderIsOver = true;
            _receiver(exchange => exchange.Ended(this, null));
            return true;
        }

        if (_inlet is null || _stalled) return false;
        if (!_answered) return _answered = true;
        if (_inlet.Left == 0 || !_begun)
        {
            if (!_headers.TryDequeue(out var header)) return false;
            if (header.Length < 0)
            {
                _inlet.Drop(header.Message);
                _receiver(exchange => exchange.Dropped(this, header.Message));
                _inlet.Count();
                return true;
            }

            _inlet.Begin(header.Message, header.From, header.Length);
            (_message, _begun) = (header.Message, true);
            return true;
        }

        if (_pipe.Count == 0) return false;
        var target = _inlet.Target;
        int most = Math.Min(Math.Min(target.Length, _pipe.Count), _random.Next(1, 400));
        for (int i = 0; i < most; i++) target[i] = _pipe.Dequeue();
        _inlet.Advance(most);
        Came += most;
        if (_inlet.Left > 0) return true;
        _begun = false;
        long message = _message;
        if (_inlet.Take() is { } whole) _receiver(exchange => exchange.Came(this, message, whole));
        _inlet.Count();
        return true;
    }
}
