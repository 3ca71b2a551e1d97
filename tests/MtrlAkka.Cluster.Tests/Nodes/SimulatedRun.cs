using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Tests.Nodes;

/// <summary>
/// A conductor, its journal and nodes that come, drain, die and fail, in an order that a seed decides. Messages of one sender
/// to one target keep their order, all others come in any. A conductor that was replaced goes on for a while, not knowing.
/// </summary>
internal sealed class SimulatedRun
{
    private const NodeRoles Parts = NodeRoles.Learner | NodeRoles.Replay | NodeRoles.Worker | NodeRoles.Evaluator;
    private readonly Random _random;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly Dictionary<IActorRef, SimulatedNode> _hosts = [];
    private readonly Dictionary<(object From, IActorRef To), Queue<Action>> _channels = [];
    private readonly List<IRunEvent> _journal = [];
    private readonly List<Conductor> _conductors = [];
    private readonly Queue<string> _told = new();
    private int _born;
    private bool _faults = true;

    public SimulatedRun(int seed, params string[] settings)
    {
        _random = new Random(seed);
        Context = Small.Context(Small.Configuration(["run.rounds=60", "checkpoint.interval=10", "evaluation.interval=15", "learner.warm-start-rounds=12", .. settings]));
        for (int i = 0; i < 4; i++) Join(Parts);
        Lead();
    }

    public RunContext Context { get; }

    public RunEnded? Ended { get; private set; }

    /// <summary>What happened, to be printed.</summary>
    public Dictionary<string, int> Happened { get; } = [];

    public static void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }

    /// <summary>True once in a while, as long as there are faults.</summary>
    public bool Unlucky(int times) => _faults && _random.Next(times) == 0;

    public BlobRef Write(long round) => Context.Blobs.Write(BitConverter.GetBytes(round));

    public long Read(BlobRef blob) => BitConverter.ToInt64(Context.Blobs.ReadVerified(blob));

    public void Hosts(FakeRef part, SimulatedNode node) => _hosts.Add(part, node);

    /// <summary>Runs with faults, then without until the end.</summary>
    public void Run(int steps)
    {
        for (int step = 0; step < steps && Ended is null; step++)
        {
            if (_random.Next(60) == 0) Fault();
            Step();
        }

        _faults = false;
        foreach (var node in _nodes.ToArray()) node.Entry = node.Entry with { State = NodeState.Up };
        while (_nodes.Count < 3) Join(Parts);
        // Whoever was silent or draining is there again, and a pause ends; either the same conductor goes on, or one that knows of no pause.
        _conductors[^1].Hear(new ResumeRun(), ActorRefs.Nobody);
        if (_random.Next(2) == 0) TellNodes();
        else
        Lead();
        for (int step = 0; Ended is null; step++)
        {
            Require(step < 200_000, $"the run does not end: {_conductors[^1].Machine.Record.LastRound} of {Context.Settings.Rounds} rounds; {_nodes.Count} nodes {string.Join(" | ", _nodes)}; {string.Join(" | ", _conductors)} last:\n{string.Join('\n', _told)}");
            Step();
        }

        Check();
    }

    /// <summary>A message on its way.</summary>
    public void Tell(object from, IActorRef target, object message)
    {
        var sender = from is SimulatedNode node ? node.Entry.Actor : ((Conductor)from).Self;
        Enqueue(from, target, () =>
        {
            Arrive();
            // The flow of large messages sees to it that none comes twice; a small one may, at any later time.
            if (message is ICrossesNodes and not IBulkMessage && Unlucky(20)) Enqueue(new object(), target, Arrive);
        });

        void Arrive()
        {
            if (_conductors.Find(one => one.Self.Equals(target)) is { } conductor) conductor.Hear(message, sender);
            else if (_nodes.Find(one => one.Entry.Actor.Equals(target)) is { } other) other.Receive(target, message, sender);
            else if (_hosts.TryGetValue(target, out var host) && _nodes.Contains(host)) host.Receive(target, message, sender);
        }
    }

    private void Enqueue(object from, IActorRef target, Action arrive)
    {
        if (!_channels.TryGetValue((from, target), out var channel)) _channels.Add((from, target), channel = new Queue<Action>());
        channel.Enqueue(arrive);
    }

    private void Tell(string line)
    {
        _told.Enqueue(line);
        if (_told.Count > 40) _told.Dequeue();
    }

    private void Step()
    {
        var ready = _channels.Where(static channel => channel.Value.Count > 0).ToList();
        if (ready.Count > 0 && _random.Next(4) > 0) ready[_random.Next(ready.Count)].Value.Dequeue()();
        else if (_random.Next(3) == 0) _conductors[_random.Next(_conductors.Count)].Tick();
        else if (_nodes.Count > 0) _nodes[_random.Next(_nodes.Count)].Step();
        foreach (var group in _nodes.GroupBy(static node => node.Hosted.Epoch))
        {
            int[] hosted = [.. group.SelectMany(static node => node.Hosted.Environments)];
            Require(hosted.Distinct().Count() == hosted.Length, "two nodes host one environment in one life");
        }
    }

    private void Fault()
    {
        int what = _random.Next(100);
        var node = _nodes.Count == 0 ? null : _nodes[_random.Next(_nodes.Count)];
        if (what < 25 || node is null) Note("joined", () => Join(Parts));
        else if (what < 45) Note("died", () => Die(node));
        else if (what < 55) Note("drained", () => Change(node, NodeState.Draining));
        else if (what < 65) Note("silent", () => Change(node, NodeState.Silent));
        else if (what < 75) Note("heard again", () => Change(node, NodeState.Up));
        else if (what < 82) Note("link broken", () => _conductors[^1].Hear(new LinkBroken(_conductors[^1].Machine.Record.Epoch, node.Entry.Address, "made up"), node.Entry.Actor));
        else if (what < 85) Note("part failed", node.Fail);
        else if (what < 92) Note("conductor replaced", Lead);
        else if (what < 95) Note("paused", () => _conductors[^1].Hear(new PauseRun(), ActorRefs.Nobody));
        else if (what < 98) Note("resumed", () => _conductors[^1].Hear(new ResumeRun(), ActorRefs.Nobody));
        else Note("checkpoint asked for", () => _conductors[^1].Hear(new CheckpointNow(), ActorRefs.Nobody));
    }

    private void Note(string what, Action act)
    {
        Happened[what] = Happened.GetValueOrDefault(what) + 1;
        act();
    }

    private void Join(NodeRoles roles)
    {
        _nodes.Add(new SimulatedNode(this, $"10.0.0.{_random.Next(20)}:{_born}", _born++, roles));
        TellNodes();
    }

    private void Die(SimulatedNode node)
    {
        _nodes.Remove(node);
        // The link is seen to break before the silence is noticed, or after it.
        if (_random.Next(2) == 0) _conductors[^1].Hear(new LinkBroken(_conductors[^1].Machine.Record.Epoch, node.Entry.Address, "gone"), ActorRefs.Nobody);
        TellNodes();
    }

    private void Change(SimulatedNode node, NodeState state)
    {
        node.Entry = node.Entry with { State = state };
        TellNodes();
    }

    private void TellNodes()
    {
        if (_conductors.Count > 0) _conductors[^1].Hear(new NodesChanged([.. _nodes.Select(static node => node.Entry).OrderBy(static entry => entry.Address, StringComparer.Ordinal)]), ActorRefs.Nobody);
    }

    private void Lead()
    {
        _conductors.Add(new Conductor(this, _born++));
        if (_conductors.Count > 2) _conductors.RemoveAt(0);
        _conductors[^1].Machine.Begin();
        TellNodes();
    }

    private void Check()
    {
        var record = new RunRecord();
        foreach (var happened in _journal)
        {
            if (happened is EpochStarted started) Require(started.Epoch > record.Epoch, "an epoch began twice");
            if (happened is CheckpointCommitted committed)
            {
                Require(committed.Manifest.FencingEpoch == record.Epoch, "an earlier life committed");
                Require(committed.Manifest.Round > record.LastRound && committed.Manifest.Number == record.NextNumber, "commits do not follow each other");
            }

            record.Apply(happened);
        }

        Require(Ended is { Finished: true, Failure: null }, $"the run ended with '{Ended!.Failure}'");
        Require(record.Finished && record.LastRound == Context.Settings.Rounds, "the journal does not say that the run is finished");
        foreach (var blob in record.Committed.TakeLast(Context.Settings.Checkpoint.KeepLast).SelectMany(static manifest => manifest.Blobs())) Context.Blobs.ReadVerified(blob);
    }

    private void CheckCommit(CheckpointManifest manifest)
    {
        long round = manifest.Round;
        Require(Read(manifest.Learner) == round, $"the learner of the checkpoint of round {round} is of round {Read(manifest.Learner)}");
        Require(manifest.ReplayShards.All(shard => shard.Inserts[0] == round), $"a shard of the checkpoint of round {round} is of another");
        var states = EncodedState.Parse(Context.Blobs.ReadVerified(manifest.Environments[0].Blob));
        for (int i = 0; i < Context.Settings.EnvironmentCount; i++)
            Require(BitConverter.ToInt64(states.Get<byte>(CheckpointAssembly.EnvironmentName(i))) == round, $"environment {i} of the checkpoint of round {round} is of another");
    }

    private sealed class Conductor : IConductorHost
    {
        private readonly SimulatedRun _run;
        private readonly Queue<(object Message, IActorRef Sender)> _inbox = new();
        private readonly Dictionary<string, object> _timers = [];
        private readonly List<Func<object>> _work = [];
        private int _written;
        private Action? _persisting;

        public Conductor(SimulatedRun run, int number)
        {
            _run = run;
            Self = new FakeRef($"coordinator-{number}");
            Machine = new RunConductor(run.Context, "", new FakeRef("metrics"), TimeSpan.Zero, this);
            foreach (var happened in run._journal) Machine.Record.Apply(happened);
            _written = run._journal.Count;
        }

        public override string ToString() => $"{Machine.Record.Epoch} persisting {_persisting is not null}, inbox {_inbox.Count}, timers {_timers.Count}, work {_work.Count}";

        public FakeRef Self { get; }

        public RunConductor Machine { get; }

        /// <summary>A message; while an event is written it waits.</summary>
        public void Hear(object message, IActorRef sender)
        {
            _inbox.Enqueue((message, sender));
            Handle();
        }

        private void Handle()
        {
            while (_persisting is null && _inbox.TryDequeue(out var next)) Machine.On(next.Message, next.Sender);
        }

        /// <summary>The journal answers, work is done, or a timer comes.</summary>
        public void Tick()
        {
            if (_persisting is { } persisting)
            {
                _persisting = null;
                persisting();
                Handle();
            }
            else if (_work.Count > 0)
            {
                var work = _work[0];
                _work.RemoveAt(0);
                Hear(work(), ActorRefs.Nobody);
            }
            else if (_timers.Count > 0)
            {
                var (key, message) = _timers.First();
                _timers.Remove(key);
                Hear(message, ActorRefs.Nobody);
            }
        }

        public void Tell(IActorRef target, object message) => _run.Tell(this, target, message);

        public void Send(IActorRef target, IBulkMessage message) => _run.Tell(this, target, message);

        public void Record<TEvent>(TEvent happened, Action<TEvent> then)
            where TEvent : IRunEvent
        {
            var before = _persisting;
            _persisting = () =>
            {
                before?.Invoke();
                // What the journal's rule is: an event has the number that comes next, or is refused.
                if (_written != _run._journal.Count)
                {
                    _run.Happened["replaced conductors refused"] = _run.Happened.GetValueOrDefault("replaced conductors refused") + 1;
                    Machine.Fail("the journal refuses an event");
                    return;
                }

                if (happened is CheckpointCommitted committed) _run.CheckCommit(committed.Manifest);
                _run._journal.Add(happened);
                _written++;
                then(happened);
            };
        }

        public void Compact()
        {
        }

        public void Compute(Func<object> work, Func<Exception, object> failure) => _work.Add(work);

        public void After(TimeSpan delay, string key, object message) => _timers[key] = message;

        public void Placed(IReadOnlyList<NodeEntry> nodes)
        {
        }

        public void Report(object figure)
        {
            if (figure is not RoundCompleted) _run.Tell($"conductor {_run._conductors.IndexOf(this)}: {figure}");
        }

        public void Log(bool error, string line) => _run.Tell($"conductor {_run._conductors.IndexOf(this)}: {line}");

        // One that was replaced ends for itself; of the one that leads the run ends, or the next one leads.
        public void End(RunEnded ended)
        {
            if (_run._conductors[^1] != this) return;
            if (ended.Retry) _run.Lead();
            else _run.Ended = ended;
        }
    }
}
