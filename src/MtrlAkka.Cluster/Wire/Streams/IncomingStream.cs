using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Security;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Wire.Streams;

/// <summary>Reads chunks from another node, into the messages' arrays.</summary>
internal sealed class IncomingStream : StreamSocket, IIncomingStream
{
    private readonly object _ready = new();
    private readonly IActorRef _actor;
    private readonly TimeSpan _patience;
    private readonly NodeTlsSetup? _tls;
    private readonly NodeCount _received;
    private readonly ILoggingAdapter _log;
    private readonly Action _known;
    private readonly string _peer;
    private StreamInlet? _inlet;
    private bool _told;
    private bool _isKnown;

    /// <summary>Answers a call.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="patience">How long the caller may take to say what it wants.</param>
    /// <param name="tls">Certificates, where nodes talk over TLS.</param>
    /// <param name="received">Counts bytes.</param>
    /// <param name="actor">The actor of the exchange that is called.</param>
    /// <param name="log">Is told why it ends.</param>
    /// <param name="known">Called once, when the caller is known or gone.</param>
    public IncomingStream(Socket socket, TimeSpan patience, NodeTlsSetup? tls, NodeCount received, IActorRef actor, ILoggingAdapter log, Action known)
        : base(socket)
    {
        (_patience, _tls, _received, _actor, _log, _known) = (patience, tls, received, actor, log, known);
        _peer = $"{socket.RemoteEndPoint}";
        Start("mtrl stream in");
    }

    /// <summary>The exchange that it called, once that has heard of it.</summary>
    public BulkExchange? Exchange { get; set; }

    /// <inheritdoc/>
    public void Read(StreamInlet inlet)
    {
        lock (_ready)
        {
            _inlet = inlet;
            Monitor.PulseAll(_ready);
        }
    }

    /// <inheritdoc/>
    protected override void Run()
    {
        Stream stream;
        using (new Timer(static stream => ((IncomingStream)stream!).Close(), this, _patience, Timeout.InfiniteTimeSpan))
        {
            stream = _tls is null ? new NetworkStream(Socket) : _tls.Answer(new NetworkStream(Socket), _peer, _log);
            Span<byte> call = stackalloc byte[StreamPreamble.CallBytes], answer = stackalloc byte[StreamPreamble.AnswerBytes];
            stream.ReadExactly(call);
            if (!StreamPreamble.TryReadCall(call, out var link, out long secret)) throw new IOException("it is no call of a node of this version");
            _told = true;
            _actor.Tell(new StreamCall(this, link, secret));
            if (Attended() is not { } attended) return;
            StreamPreamble.WriteAnswer(answer, attended.Position);
            stream.Write(answer);
        }

        Known();
        Chunks(stream, _inlet!);
    }

    /// <inheritdoc/>
    protected override void Over(Exception? error)
    {
        Known();
        _log.Debug("the stream from {0} ends: {1}", _peer, error?.Message ?? "told to");
        if (_told) _actor.Tell(new StreamOver(this, error as WireException));
    }

    /// <inheritdoc/>
    protected override void Wake()
    {
        lock (_ready) Monitor.PulseAll(_ready);
    }

    private void Chunks(Stream stream, StreamInlet inlet)
    {
        Span<byte> header = stackalloc byte[StreamPreamble.HeaderBytes];
        while (true)
        {
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) return;
            var (message, from, length) = StreamPreamble.ReadHeader(header);
            if (length == StreamPreamble.Dropped)
            {
                inlet.Drop(message);
                TellDropped(message);
                inlet.Count();
                continue;
            }

            inlet.Begin(message, from, length);
            while (inlet.Left > 0)
            {
                int bytes = stream.Read(inlet.Target);
                if (bytes == 0) return;
                inlet.Advance(bytes);
            }

            _received.Add(length);
            if (inlet.Take() is { } whole) TellCame(message, whole);
            inlet.Count();
        }
    }

    private void TellCame(long message, object whole) => _actor.Tell(new StreamEvent(Exchange!, told => told.Came(this, message, whole)));

    private void TellDropped(long message) => _actor.Tell(new StreamEvent(Exchange!, told => told.Dropped(this, message)));

    private StreamInlet? Attended()
    {
        lock (_ready)
        {
            while (_inlet is null && !IsClosed) Monitor.Wait(_ready);
            return _inlet;
        }
    }

    private void Known()
    {
        if (_isKnown) return;
        _isKnown = true;
        _known();
    }
}
