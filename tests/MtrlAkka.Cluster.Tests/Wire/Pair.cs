using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>A node that sends and one that receives, step by step.</summary>
internal sealed class Pair
{
    public static readonly Address Sender = new("akka.tcp", "mtrl", "sender", 1), Receiver = new("akka.tcp", "mtrl", "receiver", 1);
    private readonly End _sending, _receiving;

    public Pair(BulkSettings settings, int otherProtocol = 1)
    {
        (_sending, _receiving) = (new End(this), new End(this));
        Sending = new BulkExchange(settings, new NodeHandshake("sender", 1, "0"), 1, _sending, null);
        Received = new BulkExchange(settings, new NodeHandshake("receiver", otherProtocol, "0"), 2, _receiving, null);
    }

    public BulkExchange Sending { get; }

    public BulkExchange Received { get; }

    /// <summary>Whether messages are handled only when the test says so.</summary>
    public bool Slow { get; set; }

    public List<int> Came { get; } = [];

    public List<int> Released { get; } = [];

    public List<(int Message, string Reason)> Lost { get; } = [];

    private Queue<long> Unhandled { get; } = new();

    public void Send(string target, int message, int bytes, string? replaces = null) =>
        Sending.Send(Receiver, new BulkItem(target, "", new EnvironmentCaptured(message, 1, 1, new byte[bytes]), replaces, message));

    /// <summary>What the sender has sent since the last call.</summary>
    public IReadOnlyList<IBulkSignal> Outgoing() => _sending.Take();

    /// <summary>What the receiver has answered since the last call.</summary>
    public IReadOnlyList<IBulkSignal> Answers() => _receiving.Take();

    public void Receive(IEnumerable<IBulkSignal> signals)
    {
        foreach (var signal in signals) Received.Receive(Sender, signal);
    }

    public void Answer()
    {
        foreach (var signal in Answers()) Sending.Receive(Receiver, signal);
    }

    /// <summary>One signal goes each way.</summary>
    public void Turn()
    {
        if (_sending.TakeOne() is { } outgoing) Received.Receive(Sender, outgoing);
        if (!Slow) HandleOne();
        if (_receiving.TakeOne() is { } answer) Sending.Receive(Receiver, answer);
    }

    /// <summary>Until nothing goes any more.</summary>
    /// <returns>All that went.</returns>
    public IReadOnlyList<IBulkSignal> Run()
    {
        var all = new List<IBulkSignal>();
        while (true)
        {
            var outgoing = Outgoing();
            all.AddRange(outgoing);
            Receive(outgoing);
            while (!Slow && Unhandled.Count > 0) HandleOne();
            var answers = Answers();
            foreach (var answer in answers) Sending.Receive(Receiver, answer);
            if (outgoing.Count + answers.Count == 0) return all;
        }
    }

    public void HandleOne()
    {
        if (Unhandled.TryDequeue(out long id)) Received.Handled(id);
    }

    public void HandleAll()
    {
        while (Unhandled.Count > 0)
        {
            HandleOne();
            Run();
        }
    }

    private sealed class End(Pair pair) : IBulkHost
    {
        private readonly Queue<IBulkSignal> _signals = new();

        public IBulkSignal[] Take()
        {
            IBulkSignal[] all = [.. _signals];
            _signals.Clear();
            return all;
        }

        public IBulkSignal? TakeOne() => _signals.TryDequeue(out var signal) ? signal : null;

        public void Transmit(Address peer, IBulkSignal signal) => _signals.Enqueue(signal);

        public void Deliver(long id, BulkDelivery delivery)
        {
            if (delivery.Message is EnvironmentCaptured captured) pair.Came.Add(captured.Environment);
            pair.Unhandled.Enqueue(id);
        }

        public void Released(BulkItem item)
        {
            if (item.Tag is int message) pair.Released.Add(message);
        }

        public void Lost(BulkItem item, string reason) => pair.Lost.Add(((int)item.Tag!, reason));

        public void Refused(Address peer, string reason)
        {
        }

        public BulkOffer Offer(BulkLink link) => default;

        public IOutgoingStream Dial(Address peer, BulkLink link, BulkOffer offer) => throw new InvalidOperationException("nobody offered a stream");
    }
}
