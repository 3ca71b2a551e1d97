using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>
/// Nodes that exchange messages over a network that loses, repeats and reorders signals, and whose streams break, stall, are late and are
/// refused, while targets are slow and nodes die.
/// All that happens follows from the seed. Throws where something is not as promised.
/// </summary>
internal sealed class SimulatedNodes
{
    /// <summary>Sizes so small that everything fills up.</summary>
    public static readonly BulkSettings Settings = new(
        Chunk: 200, Window: 2000, Memory: 3000, Largest: 8000, Queue: 20_000, Kept: 10_000, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(60), StreamChunk: 500);

    private const int Targets = 3;
    private readonly Random _random;
    private readonly Node[] _nodes;
    private readonly Dictionary<(int From, int To), List<(long Life, IBulkSignal Signal)>> _wires = [];
    private readonly List<(int From, int To, SimulatedStream Stream)> _streams = [];
    private readonly bool _faults, _streaming;
    private bool _settling;
    private long _streamed;
    private int _resumed;
    private int _sent;

    public SimulatedNodes(int seed, int nodes, bool faults)
    {
        (_random, _faults) = (new Random(seed), faults);
        _streaming = _random.Next(6) > 0;
        _nodes = [.. Enumerable.Range(0, nodes).Select(index => new Node(this, index))];
        for (int from = 0; from < nodes; from++)
        {
            for (int to = 0; to < nodes; to++) _wires[(from, to)] = [];
        }
    }

    /// <summary>Messages that came.</summary>
    public int Delivered { get; private set; }

    /// <summary>Messages that newer ones replaced, or that went to a node as it died.</summary>
    public int Gone { get; private set; }

    /// <summary>Messages whose senders were told that they did not go.</summary>
    public int Lost { get; private set; }

    /// <summary>Messages lost for another reason than that they were too large or too many.</summary>
    public int Broken { get; private set; }

    /// <summary>Bytes that came over streams.</summary>
    public long Streamed => _streamed + _streams.Sum(static one => one.Stream.Came);

    /// <summary>Streams that went on in the middle of a chunk.</summary>
    public int Resumed => _resumed + _streams.Count(static one => one.Stream.Resumed);

    /// <summary>Does something at random.</summary>
    public void Step(bool deaths)
    {
        var node = _nodes[_random.Next(_nodes.Length)];
        int what = _random.Next(100);
        if (what < 15) node.SendSomething();
        else if (what < 45) CarryOne();
        else if (what < 65) StepStream();
        else if (what < 75) node.HearOne();
        else if (what < 88) node.HandleOne();
        else if (what < 94) node.Exchange.Tick();
        else if (what < 97) node.HearOfDeaths();
        else if (deaths && what == 99) node.Restart();
        Check();
    }

    /// <summary>Lets everything come to rest, without faults.</summary>
    public void Settle()
    {
        _settling = true;
        for (int turn = 0; turn < 3000; turn++)
        {
            bool any = false;
            foreach (var (_, _, stream) in _streams.ToArray())
            {
                for (int i = 0; i < 50; i++) any |= stream.StepWriter() | stream.StepReader();
            }

            Sweep();
            foreach (var node in _nodes)
            {
                while (node.HearOne()) any = true;
            }

            foreach (var (between, signals) in _wires)
            {
                for (int i = signals.Count; i > 0 && signals.Count > 0; i--)
                {
                    any = true;
                    Carry(between, 0);
                }
            }

            foreach (var node in _nodes)
            {
                node.HearOfDeaths();
                any |= node.HandleOne();
                node.Exchange.Tick();
            }

            Check();
            if (!any && Array.TrueForAll(_nodes, static node => node.IsAtRest)) return;
        }

        throw new InvalidOperationException(
            $"no rest: {string.Join("; ", _nodes.Select(static node => node.ToString()))}; {string.Join("; ", _streams.Select(static one => $"{one.From} to {one.To}: {one.Stream}"))}");
    }

    /// <summary>Checks what must hold once everything is at rest.</summary>
    public void CheckEnd()
    {
        foreach (var node in _nodes)
        {
            Require(node.Exchange is { InFlight: 0, Queued: 0, Unhandled: 0, Budget.Used: 0 }, $"{node} is not at rest");
            Require(node.Open == 0, $"{node} never heard of {node.Open} messages");
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }

    private void Check()
    {
        foreach (var node in _nodes)
        {
            Require(node.Exchange.InFlight <= (Settings.Window + (2 * Settings.Largest)) * (_nodes.Length - 1), $"{node} has {node.Exchange.InFlight} bytes in flight");
            Require(node.Exchange.Budget.Used <= Math.Max(Settings.Memory, Settings.Largest), $"{node} uses {node.Exchange.Budget.Used} bytes");
            Require(node.Unhandled <= Math.Max(Settings.Memory, Settings.Largest) + (Settings.Window * (_nodes.Length - 1)), $"{node} has {node.Unhandled} bytes that no target handled");
            Require(node.Exchange.Loans.Kept <= Settings.Kept, $"{node} keeps {node.Exchange.Loans.Kept} bytes");
        }
    }

    private void StepStream()
    {
        if (_streams.Count == 0) return;
        var (_, _, stream) = _streams[_random.Next(_streams.Count)];
        int fate = _faults ? _random.Next(200) : int.MaxValue;
        if (fate < 8) stream.Break();
        else if (fate < 10) stream.Stall();
        bool writes = _random.Next(2) == 0;
        for (int i = _random.Next(1, 12); i > 0; i--)
        {
            if (writes) stream.StepWriter();
            else stream.StepReader();
        }

        Sweep();
    }

    private void Sweep()
    {
        foreach (var (_, _, stream) in _streams.Where(static one => one.Stream is { WriterIsOver: true, ReaderIsOver: true }))
        {
            _streamed += stream.Came;
            if (stream.Resumed) _resumed++;
        }

        _streams.RemoveAll(static one => one.Stream is { WriterIsOver: true, ReaderIsOver: true });
    }

    private void CarryOne()
    {
        var between = (_random.Next(_nodes.Length), _random.Next(_nodes.Length));
        var signals = _wires[between];
        if (signals.Count == 0) return;
        int at = _faults && _random.Next(10) == 0 ? _random.Next(signals.Count) : 0;
        if (_faults && _random.Next(20) == 0)
        {
            signals.RemoveAt(at);
            return;
        }

        if (_faults && _random.Next(20) == 0) signals.Insert(_random.Next(signals.Count), signals[at]);
        Carry(between, at);
    }

    private void Carry((int From, int To) between, int at)
    {
        var wire = _wires[between];
        var (life, signal) = wire[at];
        wire.RemoveAt(at);
        // A connection does not outlive its system: once the new life was heard nothing comes of the old one.
        wire.RemoveAll(other => other.Life < life);
        _nodes[between.To].Receive(between.From, life, signal);
    }

    /// <summary>What a message is, so that every byte of it can be checked.</summary>
    private static byte[] Content(int message, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)((message * 31) + (i * 7) + (i >> 8));
        return bytes;
    }

    private sealed class Node(SimulatedNodes all, int index) : IBulkHost
    {
        private readonly List<(long Id, int Bytes)> _unhandled = [];
        private readonly HashSet<int> _open = [];
        private readonly Dictionary<(int From, long Life, string Target), int> _last = [];
        private readonly Dictionary<int, long> _known = [];
        private readonly HashSet<int> _came = [];
        private readonly List<(int Peer, long Life)> _deaths = [];
        private readonly Queue<Action<BulkExchange>> _heard = new();
        private long _life;
        private BulkExchange? _exchange;

        public BulkExchange Exchange => _exchange ??= new BulkExchange(Settings, new NodeHandshake($"node {index}", 1, "0"), (index * 1000L) + ++_life, this, null);

        public long Unhandled => _unhandled.Sum(static one => one.Bytes);

        public int Open => _open.Count;

        public bool IsAtRest => _unhandled.Count == 0 && _heard.Count == 0 && Exchange is { InFlight: 0, Queued: 0 };

        private static Address Of(int node) => new("akka.tcp", "mtrl", "node", node);

        public void SendSomething()
        {
            int to = all._random.Next(all._nodes.Length - 1);
            if (to >= index) to++;
            int target = all._random.Next(Targets), message = all._sent++;
            int length = all._random.Next(4) switch { 0 => all._random.Next(2000), 1 => all._random.Next(9000), _ => all._random.Next(60) };
            // Of what goes to the last target only the newest matters.
            string? replaces = target == Targets - 1 && all._random.Next(2) == 0 ? "newest" : null;
            byte[] content = Content(message, length);
            _open.Add(message);
            Exchange.Send(Of(to), new BulkItem(target.ToString(), $"{index}/{_life}", new EnvironmentCaptured(message, length, 1, content), replaces, message));
        }

        public bool HandleOne()
        {
            if (_unhandled.Count == 0) return false;
            int which = all._random.Next(_unhandled.Count);
            long id = _unhandled[which].Id;
            _unhandled.RemoveAt(which);
            Exchange.Handled(id);
            return true;
        }

        public void Restart()
        {
            all.Gone += _open.Count;
            _open.Clear();
            _unhandled.Clear();
            _known.Clear();
            _heard.Clear();
            _exchange = null;
            foreach (var (from, to, stream) in all._streams)
            {
                if (from == index) stream.Die(writer: true);
                if (to == index) stream.Die(writer: false);
            }

            foreach (var other in all._nodes) other._deaths.Add((index, _life));
        }

        /// <summary>Hears the next thing that its streams tell.</summary>
        public bool HearOne()
        {
            if (!_heard.TryDequeue(out var tell)) return false;
            tell(Exchange);
            return true;
        }

        public BulkOffer Offer(BulkLink link) => all._streaming ? new BulkOffer(1 + index, all._random.NextInt64()) : default;

        public IOutgoingStream Dial(Address peer, BulkLink link, BulkOffer offer)
        {
            int to = peer.Port!.Value;
            Require(offer.Port == 1 + to, $"{offer} was told by node {to}");
            bool refused = all._faults && !all._settling && all._random.Next(5) == 0;
            var stream = new SimulatedStream(all._random, link, offer, refused, Tell(index), Tell(to));
            all._streams.Add((index, to, stream));
            return stream;
        }

        // What is told to a node that dies then is told to nobody.
        private Action<Action<BulkExchange>> Tell(int node)
        {
            var told = all._nodes[node];
            return tell => told._heard.Enqueue(tell);
        }

        // Who has heard of a node hears of its death, unless its next life called first.
        public void HearOfDeaths()
        {
            foreach (var (peer, life) in _deaths)
            {
                if (_known.GetValueOrDefault(peer) == life) Exchange.PeerLost(Of(peer), "it died");
            }

            _deaths.Clear();
        }

        public void Receive(int from, long life, IBulkSignal signal)
        {
            // What its streams have told lies in the same mailbox, before what comes now.
            while (HearOne())
            {
            }

            _known[from] = life;
            // Who hears of the dead is told so again.
            if (life != all._nodes[from]._life) _deaths.Add((from, life));
            Exchange.Receive(Of(from), signal);
        }

        public void Transmit(Address peer, IBulkSignal signal) => all._wires[(index, peer.Port!.Value)].Add((_life, signal));

        public void Deliver(long id, BulkDelivery delivery)
        {
            var message = (EnvironmentCaptured)delivery.Message;
            Require(message.State.AsSpan().SequenceEqual(Content(message.Environment, (int)message.Epoch)), $"message {message.Environment} came with other bytes");
            Require(_came.Add(message.Environment), $"message {message.Environment} came twice");
            string[] sender = delivery.Sender.Split('/');
            var lane = (int.Parse(sender[0]), long.Parse(sender[1]), delivery.Target);
            Require(!_last.TryGetValue(lane, out int last) || last < message.Environment, $"message {message.Environment} came behind {last}");
            _last[lane] = message.Environment;
            _unhandled.Add((id, message.State.Length));
            all.Delivered++;
        }

        public void Released(BulkItem item) => Over(item);

        public void Lost(BulkItem item, string reason)
        {
            Over(item);
            all.Lost++;
            if (!reason.Contains("mtrl-wire", StringComparison.Ordinal)) all.Broken++;
        }

        public void Refused(Address peer, string reason) => throw new InvalidOperationException(reason);

        public override string ToString() =>
            $"node {index}: {Exchange.InFlight} in flight, {Exchange.Queued} queued, {Exchange.Budget.Used} used, {_unhandled.Count} unhandled";

        // From here on the arrays may change: whoever still reads them sends something else.
        private void Over(BulkItem item)
        {
            Require(_open.Remove((int)item.Tag!), $"message {item.Tag} ended twice");
            ((EnvironmentCaptured)item.Message).State.AsSpan().Fill(0xAA);
        }
    }
}
