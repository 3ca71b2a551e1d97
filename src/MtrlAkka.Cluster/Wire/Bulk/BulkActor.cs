using System.Buffers.Binary;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Streams;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>
/// The bulk flow of a node as an actor: carries signals to the same actor of other nodes, and messages to their targets.
/// Behind each message it asks the target to identify itself: the answer says that the message before it is handled.
/// </summary>
internal sealed class BulkActor : ReceiveActor, IWithTimers, IBulkHost
{
    /// <summary>Its name among the system's actors, the same on every node.</summary>
    public const string Name = "mtrl-bulk";

    private static int _lives;
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)Context.System;
    private readonly NodeMeter _meter = NodeTelemetry.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Address, IActorRef> _peers = [];
    private readonly BulkSettings _settings;
    private readonly StreamPort _port;
    private readonly IActorRef _self = Context.Self;
    private readonly BulkExchange _exchange;

    public BulkActor(BulkSettings settings, StreamPort port, string project)
    {
        (_settings, _port) = (settings, port);
        _meter.Watch("bulk", Self);
        var self = new NodeHandshake(_system.Provider.DefaultAddress.ToString(), NodeHandshake.CurrentProtocol, project);
        long life = ((long)AddressUidExtension.Uid(_system) << 32) | (uint)Interlocked.Increment(ref _lives);
        _exchange = new BulkExchange(settings, self, life, this, _system);
        Receive<Send>(send => _exchange.Send(send.Target.Path.Address, new BulkItem(
            WireWriter.NameOf(_system, send.Target), WireWriter.NameOf(_system, send.Sender), send.Message, send.Replaces, send)));
        Receive<IBulkSignal>(signal =>
        {
            if (!_peers.TryGetValue(Sender.Path.Address, out var known) || !known.Equals(Sender)) _peers[Sender.Path.Address] = Context.Watch(Sender);
            if (signal is BulkFrame frame) _meter.BulkReceived.Add(frame.Cost);
            _exchange.Receive(Sender.Path.Address, signal);
        });
        Receive<ActorIdentity>(answer => _exchange.Handled((long)answer.MessageId));
        Receive<IGivesBack>(_exchange.Loans.GiveBack);
        Receive<StreamEvent>(static happened => happened.Tell(happened.Exchange));
        Receive<StreamCall>(call =>
        {
            call.Stream.Exchange = _exchange;
            _exchange.Called(call.Stream, call.Link, call.Secret);
        });
        Receive<StreamOver>(static over => over.Stream.Exchange?.Ended(over.Stream, over.Fault));
        Receive<Terminated>(stopped =>
        {
            var peer = stopped.ActorRef.Path.Address;
            // An earlier life of the node may end after the next one has called.
            if (!_peers.TryGetValue(peer, out var known) || !known.Equals(stopped.ActorRef)) return;
            _peers.Remove(peer);
            _exchange.PeerLost(peer, $"{peer} is gone");
        });
        Receive<Tick>(_ =>
        {
            _exchange.Tick();
            _meter.BulkInFlight.Set(_exchange.InFlight);
            _meter.BulkQueued.Set(_exchange.Queued);
            _meter.BulkUnhandled.Set(_exchange.Budget.Used);
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public void Transmit(Address peer, IBulkSignal signal)
    {
        if (signal is BulkFrame frame) _meter.BulkSent.Add(frame.Cost);
        if (_peers.TryGetValue(peer, out var known)) known.Tell(signal);
        else Context.ActorSelection(new RootActorPath(peer) / "system" / Name).Tell(signal);
    }

    /// <inheritdoc/>
    public void Deliver(long id, BulkDelivery delivery)
    {
        var target = _system.Provider.ResolveActorRef(delivery.Target);
        target.Tell(delivery.Message, delivery.Sender.Length == 0 ? ActorRefs.NoSender : _system.Provider.ResolveActorRef(delivery.Sender));
        target.Tell(new Identify(id));
    }

    /// <inheritdoc/>
    public void Released(BulkItem item)
    {
        if (item.Tag is Send { Done: { } done } send) send.Sender.Tell(done);
    }

    /// <inheritdoc/>
    public void Lost(BulkItem item, string reason)
    {
        var send = (Send)item.Tag!;
        _log.Warning("{0} for {1} is lost: {2}", send.Message.GetType().Name, send.Target, reason);
        Released(item);
        send.Sender.Tell(new BulkLost(send.Target, send.Message, reason));
    }

    /// <inheritdoc/>
    public void Refused(Address peer, string reason) => _log.Error("the bulk flow from {0} ends: {1}", peer, reason);

    /// <inheritdoc/>
    public BulkOffer Offer(BulkLink link) =>
        new(_port.Listen(_self, _meter.BulkReceived, _log), BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))));

    /// <inheritdoc/>
    public IOutgoingStream Dial(Address peer, BulkLink link, BulkOffer offer) =>
        new OutgoingStream(peer.Host!, link, offer, _port.Settings.Dial, _port.Tls, _meter, _self, _exchange, _log);

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("tick", new Tick(), _settings.Tick);

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _exchange.Close($"the bulk flow of this node failed: {reason.Message}");
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _exchange.HangUp();
        base.PostStop();
    }

    /// <summary>Sends a message.</summary>
    public sealed record Send(IActorRef Target, IBulkMessage Message, IActorRef Sender, IStaysInProcess? Done, string? Replaces) : IStaysInProcess;

    private sealed record Tick;
}
