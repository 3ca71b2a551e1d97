using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Simulation.Kernel;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>
/// A connection for large messages between two simulated nodes: a thread at either end, and the network cards between. It never breaks; messages' arrays
/// are read and written as a thread does it.
/// </summary>
internal sealed class SimulatedStream : IOutgoingStream, IIncomingStream
{
    private readonly SimulatedNetwork _network;
    private readonly SimulatedNode _from, _to;
    private StreamInlet _inlet = null!;

    /// <summary>Calls a node.</summary>
    /// <param name="network">What is between the nodes.</param>
    /// <param name="from">Who calls.</param>
    /// <param name="to">Who is called.</param>
    /// <param name="link">The link.</param>
    /// <param name="offer">What the caller was told.</param>
    public SimulatedStream(SimulatedNetwork network, SimulatedNode from, SimulatedNode to, BulkLink link, BulkOffer offer)
    {
        (_network, _from, _to) = (network, from, to);
        Out = new Station("stream out", network.Clock, from.Processor);
        In = new Station("stream in", network.Clock, to.Processor);
        network.Clock.After(network.Shape.Latency, () => to.Flow(exchange => exchange.Called(this, link, offer.Secret)));
    }

    /// <summary>The thread that writes.</summary>
    public Station Out { get; }

    /// <summary>The thread that reads.</summary>
    public Station In { get; }

    /// <inheritdoc/>
    public long Written { get; private set; }

    /// <inheritdoc/>
    public void Write(in StreamChunk chunk)
    {
        var piece = chunk;
        double seconds = piece.Length * _network.Figures.StreamByte / 2;
        Out.Take(seconds, () => _from.Card.Send(piece.Length, () =>
        {
            // A socket's buffer is small beside a chunk: it is written when the card has let it go.
            Written++;
            _from.Flow(exchange => exchange.Written(this));
            In.Take(seconds, () => Come(piece));
        }));
    }

    /// <inheritdoc/>
    public void Read(StreamInlet inlet)
    {
        _inlet = inlet;
        _network.Clock.After(_network.Shape.Latency, () => _from.Flow(exchange => exchange.Opened(this, inlet.Position)));
    }

    /// <inheritdoc cref="IOutgoingStream.Close"/>
    public void Close() => throw new InvalidOperationException($"the stream from {_from.Name} to {_to.Name} was closed");

    private void Come(in StreamChunk chunk)
    {
        long message = chunk.Message;
        if (chunk.Source is null)
        {
            _inlet.Drop(message);
            _to.Flow(exchange => exchange.Dropped(this, message));
        }
        else
        {
            _inlet.Begin(message, chunk.From, chunk.Length);
            for (int gone = 0; gone < chunk.Length;)
            {
                var piece = chunk.Source.From(chunk.From + gone);
                var target = _inlet.Target;
                int bytes = Math.Min(piece.Length, target.Length);
                piece[..bytes].CopyTo(target);
                _inlet.Advance(bytes);
                gone += bytes;
            }

            if (_inlet.Take() is { } whole) _to.Flow(exchange => exchange.Came(this, message, whole));
        }

        _inlet.Count();
    }
}
