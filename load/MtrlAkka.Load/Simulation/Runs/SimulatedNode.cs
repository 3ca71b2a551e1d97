using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Simulation.Kernel;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>
/// A process on a machine of its own: its cores, its network card, its remoting, and the bulk flow that real nodes have
/// (<see cref="BulkExchange"/>): credit, chunks and turns are the real ones. Within it a message is told by reference and costs nothing but the telling.
/// </summary>
public sealed class SimulatedNode : IBulkHost
{
    // What Akka's envelope adds to a message.
    private const int Envelope = 256;

    // Bytes of what a fair queue lets pass: credits and acknowledgements, but no rows.
    private const int Small = 4096;
    private readonly SimulatedNetwork _network;
    private readonly BulkExchange _exchange;
    private readonly Station _flow;
    private readonly Dictionary<Address, (Station Out, Station In)> _associations = [];
    private readonly Dictionary<string, Action<object, Action>> _parts = [];
    private readonly List<(Address Peer, IBulkSignal Signal)> _signals = [];
    private readonly List<Action> _told = [];
    private readonly List<Station> _streams = [];

    internal SimulatedNode(SimulatedNetwork network, string name, double cores, long life)
    {
        (_network, Name, Address) = (network, name, new Address("akka.tcp", "mtrl", name, 1));
        Processor = new Processor(network.Clock, cores);
        Card = new Line(network.Clock, network.Shape.Rate, network.Shape.Latency);
        _flow = new Station("flow", network.Clock, Processor);
        _exchange = new BulkExchange(network.Bulk, new NodeHandshake(name, NodeHandshake.CurrentProtocol, "simulated"), life, this, null);
        network.Clock.After(network.Bulk.Tick.TotalSeconds, Tick);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its address.</summary>
    public Address Address { get; }

    /// <summary>Its cores.</summary>
    public Processor Processor { get; }

    /// <summary>What it sends through.</summary>
    public Line Card { get; }

    /// <summary>Storage of what came over the wire; what is used up goes back to it.</summary>
    public LoanPool Loans => _exchange.Loans;

    /// <summary>Threads that carry messages to and from other nodes.</summary>
    public IEnumerable<Station> Carriers => _associations.Values.SelectMany(static one => new[] { one.Out, one.In }).Append(_flow);

    /// <summary>Threads that write and read large messages.</summary>
    public IEnumerable<Station> Streams => _streams;

    /// <summary>Bytes of messages that wait to go, the most of any look at them.</summary>
    public long MostQueued { get; private set; }

    /// <summary>Hosts a part.</summary>
    /// <param name="name">Its name on this node.</param>
    /// <param name="receive">Takes a message, and what to call once it is handled.</param>
    public void Host(string name, Action<object, Action> receive) => _parts.Add(name, receive);

    /// <summary>Sends a message to a part of a node.</summary>
    public void Send(SimulatedNode to, string part, ICrossesNodes message, string? replaces)
    {
        if (to == this)
        {
            _parts[part](message, static () => { });
        }
        else if (message is IBulkMessage)
        {
            Flow(() => _exchange.Send(to.Address, new BulkItem(part, "", message, replaces)));
        }
        else
        {
            Carry(to, BytesOf(message), () => to._parts[part](message, static () => { }));
        }
    }

    void IBulkHost.Transmit(Address peer, IBulkSignal signal) => _signals.Add((peer, signal));

    void IBulkHost.Deliver(long id, BulkDelivery delivery) =>
        _told.Add(() => _parts[delivery.Target](delivery.Message, () => Flow(() => _exchange.Handled(id))));

    void IBulkHost.Released(BulkItem item)
    {
        // Arrays are shared by all who read them, and written by nobody.
    }

    void IBulkHost.Lost(BulkItem item, string reason) => throw new InvalidOperationException($"{item.Message.GetType().Name} of {Name} was lost: {reason}");

    void IBulkHost.Refused(Address peer, string reason) => throw new InvalidOperationException($"{peer} and {Name}: {reason}");

    BulkOffer IBulkHost.Offer(BulkLink link) => new(1, link.Sender);

    IOutgoingStream IBulkHost.Dial(Address peer, BulkLink link, BulkOffer offer)
    {
        var to = _network[peer];
        var stream = new SimulatedStream(_network, this, to, link, offer);
        _streams.Add(stream.Out);
        to._streams.Add(stream.In);
        return stream;
    }

    /// <summary>Has the actor of the bulk flow hear something.</summary>
    internal void Flow(Action<BulkExchange> heard) => Flow(() => heard(_exchange));

    private void Tick()
    {
        MostQueued = Math.Max(MostQueued, _exchange.Queued);
        Flow(_exchange.Tick);
        _network.Clock.After(_network.Bulk.Tick.TotalSeconds, Tick);
    }

    // Something for the actor of the bulk flow: what it copies and tells others goes out when it is done.
    private void Flow(Action what) => _flow.Take(() =>
    {
        what();
        (Address Peer, IBulkSignal Signal, int Bytes)[] signals = [.. _signals.Select(static one => (one.Peer, one.Signal, SizeOf(one.Signal)))];
        Action[] told = [.. _told];
        _signals.Clear();
        _told.Clear();
        double seconds = _network.Figures.Message + (signals.Sum(static one => (double)one.Bytes) * _network.Figures.CopyByte);
        return new Work(seconds, () =>
        {
            foreach (var tell in told) tell();
            foreach (var (peer, signal, bytes) in signals)
            {
                var to = _network[peer];
                Carry(to, bytes, () => to.Flow(exchange => exchange.Receive(Address, signal)));
            }
        });
    });

    // What two nodes say to each other keeps its order: one thread on either side, as Akka's remoting has.
    private void Carry(SimulatedNode to, int bytes, Action came)
    {
        double seconds = (_network.Figures.RemoteMessage + ((bytes + Envelope) * _network.Figures.RemoteByte)) / 2;
        Association(to).Out.Take(seconds, () => Card.Send(bytes + Envelope, () => to.Association(this).In.Take(seconds, came), urgent: bytes <= Small));
    }

    private (Station Out, Station In) Association(SimulatedNode with)
    {
        if (!_associations.TryGetValue(with.Address, out var both))
            _associations.Add(with.Address, both = (new Station("out", _network.Clock, Processor), new Station("in", _network.Clock, Processor)));
        return both;
    }

    private static int SizeOf(IBulkSignal signal) => signal is BulkFrame frame ? frame.Cost : BytesOf(signal);

    private static int BytesOf(object message)
    {
        using var outgoing = new OutgoingMessage(message, null);
        return (int)outgoing.Length;
    }
}
