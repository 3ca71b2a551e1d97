using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Security;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Wire.Streams;

/// <summary>Writes chunks to another node, from the messages' arrays.</summary>
internal sealed class OutgoingStream : StreamSocket, IOutgoingStream
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private readonly Queue<StreamChunk> _chunks = new();
    private readonly object _ready = new();
    private readonly IActorRef _actor;
    private readonly BulkExchange _exchange;
    private readonly StreamEvent _progress;
    private readonly string _host;
    private readonly BulkLink _link;
    private readonly BulkOffer _offer;
    private readonly TimeSpan _patience;
    private readonly NodeTlsSetup? _tls;
    private readonly NodeMeter _meter;
    private readonly ILoggingAdapter _log;
    private long _written;

    /// <summary>Calls another node.</summary>
    /// <param name="host">Name or address of the node.</param>
    /// <param name="link">The link.</param>
    /// <param name="offer">Where the node can be called.</param>
    /// <param name="patience">How long the call may take to be answered.</param>
    /// <param name="tls">Certificates, where nodes talk over TLS.</param>
    /// <param name="meter">Counts bytes.</param>
    /// <param name="actor">The exchange's actor.</param>
    /// <param name="exchange">Is told what happens.</param>
    /// <param name="log">Is told why it ends.</param>
    public OutgoingStream(
        string host, BulkLink link, BulkOffer offer, TimeSpan patience, NodeTlsSetup? tls, NodeMeter meter, IActorRef actor, BulkExchange exchange, ILoggingAdapter log)
        : base(new Socket(SocketType.Stream, ProtocolType.Tcp))
    {
        (_host, _link, _offer, _patience, _tls, _meter) = (host, link, offer, patience, tls, meter);
        (_actor, _exchange, _log) = (actor, exchange, log);
        _progress = new StreamEvent(exchange, told => told.Written(this));
        Start("mtrl stream out");
    }

    /// <inheritdoc/>
    public long Written => Volatile.Read(ref _written);

    /// <inheritdoc/>
    public void Write(in StreamChunk chunk)
    {
        lock (_ready)
        {
            _chunks.Enqueue(chunk);
            Monitor.Pulse(_ready);
        }
    }

    /// <inheritdoc/>
    protected override void Run()
    {
        Stream stream;
        StreamPosition position;
        using (new Timer(static stream => ((OutgoingStream)stream!).Close(), this, _patience, Timeout.InfiniteTimeSpan))
        {
            Socket.Connect(_host, _offer.Port);
            stream = _tls is null ? new NetworkStream(Socket) : _tls.Call(new NetworkStream(Socket), _host, _log);
            Span<byte> call = stackalloc byte[StreamPreamble.CallBytes], answer = stackalloc byte[StreamPreamble.AnswerBytes];
            StreamPreamble.WriteCall(call, _link, _offer.Secret);
            stream.Write(call);
            stream.ReadExactly(answer);
            if (!StreamPreamble.TryReadAnswer(answer, out position)) throw new IOException("it speaks another version");
        }

        _actor.Tell(new StreamEvent(_exchange, told => told.Opened(this, position)));
        Span<byte> header = stackalloc byte[StreamPreamble.HeaderBytes];
        while (Next() is { } chunk)
        {
            StreamPreamble.WriteHeader(header, chunk);
            stream.Write(header);
            for (int gone = 0; gone < chunk.Length;)
            {
                var piece = chunk.Source!.From(chunk.From + gone);
                if (piece.Length > chunk.Length - gone) piece = piece[..(chunk.Length - gone)];
                stream.Write(piece);
                gone += piece.Length;
            }

            _meter.BulkSent.Add(chunk.Length);
            _meter.BulkStreamed.Add(chunk.Length);
            Volatile.Write(ref _written, _written + 1);
            // Half of them are left: time for more, and rarely enough that the exchange is not woken for each.
            if (Waiting() <= StreamOutlet.Ahead / 2) _actor.Tell(_progress);
        }
    }

    /// <inheritdoc/>
    protected override void Over(Exception? error)
    {
        _log.Debug("the stream to {0}:{1} ends: {2}", _host, _offer.Port, error?.Message ?? "told to");
        _actor.Tell(new StreamEvent(_exchange, told => told.Ended(this)));
    }

    /// <inheritdoc/>
    protected override void Wake()
    {
        lock (_ready) Monitor.PulseAll(_ready);
    }

    private StreamChunk? Next()
    {
        lock (_ready)
        {
            while (_chunks.Count == 0 && !IsClosed)
            {
                // Nothing is ever said behind the answer: what there is to read is the end, which a thread that does not write would not see.
                if (!Monitor.Wait(_ready, Look) && _chunks.Count == 0 && Socket.Poll(0, SelectMode.SelectRead)) throw new IOException("the other node has closed it");
            }

            return IsClosed ? null : _chunks.Dequeue();
        }
    }

    private int Waiting()
    {
        lock (_ready) return _chunks.Count;
    }
}
