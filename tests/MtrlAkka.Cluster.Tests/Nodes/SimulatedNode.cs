using System.Globalization;
using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Tests.Nodes;

/// <summary>
/// A node whose parts keep the protocol and compute nothing: the state of each is the number of rounds that it has done, so
/// that a checkpoint whose parts are of different rounds is seen.
/// </summary>
internal sealed class SimulatedNode(SimulatedRun run, string address, long uid, NodeRoles roles)
{
    private readonly Dictionary<string, FakeRef> _refs = [];
    private readonly HashSet<IActorRef> _hosted = [];
    private readonly Dictionary<long, HashSet<int>> _batches = [];
    private readonly Dictionary<int, Dictionary<long, int>> _arrived = [];
    private readonly Dictionary<int, long> _appended = [];
    private readonly HashSet<long> _weights = [];
    private readonly Dictionary<IActorRef, long> _captured = [];
    private IActorRef _coordinator = ActorRefs.Nobody;
    private IReadOnlyList<int> _shards = [];
    private IReadOnlyList<IActorRef> _policies = [], _replay = [];
    private IActorRef _learnerRef = ActorRefs.Nobody;
    private int[] _environments = [];
    private long _epoch, _learned, _round, _granted, _serial;
    private int _worker;
    private bool _policyReady, _learnerReady;

    public NodeEntry Entry { get; set; } = new(address, uid, roles, "1", new FakeRef($"{address}-{uid}"), NodeState.Up);

    /// <summary>Environments that it hosts in a life.</summary>
    public (long Epoch, IReadOnlyList<int> Environments) Hosted => (_epoch, _policyReady ? _environments : []);

    public override string ToString() => $"{Entry.Address} {Entry.State} epoch {_epoch} round {_round} granted {_granted} learned {_learned} hosts {string.Join(',', _hosted.Select(one => one.Path.Name))}";

    private long Warm => run.Context.Settings.Learner.WarmStartRounds;

    private int Shards => run.Context.Settings.Replay.Shards;

    /// <summary>A message for the node or one of its parts.</summary>
    public void Receive(IActorRef target, object message, IActorRef sender)
    {
        if (!target.Equals(Entry.Actor) && !_hosted.Contains(target)) return;
        switch (message)
        {
            case AssignParts assign when assign.Epoch > _epoch || (assign.Epoch == _epoch && assign.IsEmpty): Assign(assign, sender); break;
            case PrepareLearner prepare when prepare.Epoch == _epoch && !_learnerReady: PrepareLearner(prepare); break;
            case PrepareEvaluator prepare when prepare.Epoch == _epoch: Answer(new PartPrepared(_epoch, RunPart.Evaluator, 0)); break;
            case PrepareReplay prepare when prepare.Epoch == _epoch: PrepareReplay(target, prepare); break;
            case PreparePolicy prepare when prepare.Epoch == _epoch: PreparePolicy(prepare); break;
            case GrantRounds grant when IsNext(grant.Epoch, grant.Serial): _granted = grant.Until; break;
            case RevokeRounds revoke when IsNext(revoke.Epoch, revoke.Serial):
                _granted = _round;
                Answer(new RoundsRevoked(_epoch, revoke.Serial, _worker, _round));
                break;
            case CapturePart capture when capture.Epoch == _epoch && capture.Number > _captured.GetValueOrDefault(target): Capture(target, capture); break;
            case Evaluate evaluate when evaluate.Epoch == _epoch:
                Answer(new EvaluationCompleted(_epoch, new EvaluationResult(evaluate.Version.Round, [new TaskScore(0, 0)])));
                break;
            case Appended appended when appended.Epoch == _epoch: Append(target, appended); break;
            case Batch batch when batch.Epoch == _epoch: Learn(batch); break;
            case Published published when published.Epoch == _epoch: _weights.Add(published.Round); break;
        }
    }

    /// <summary>Steps a round if it may.</summary>
    public bool Step()
    {
        if (!_policyReady || _round >= _granted || (_round >= Warm && !_weights.Contains(Needed(_round)))) return false;
        foreach (int environment in _environments)
            run.Tell(this, _replay[ShardOf(environment)], new Appended(_epoch, _round, ShardOf(environment)));
        _round++;
        return true;
    }

    /// <summary>A part fails, as an exception would have it.</summary>
    public void Fail()
    {
        var failed = Cause.Of(new InvalidOperationException("made up"));
        if (!_policyReady || _granted <= _round) return;
        Answer(run.Unlucky(2) ? new PartFailed(_epoch, RunPart.Environment, _environments[0], failed) : new PartFailed(_epoch, RunPart.Policy, _worker, failed));
    }

    private void Assign(AssignParts assign, IActorRef sender)
    {
        (_epoch, _coordinator, _shards, _policyReady, _learnerReady) = (assign.Epoch, sender, assign.Shards, false, false);
        _batches.Clear();
        _arrived.Clear();
        _captured.Clear();
        _serial = 0;
        _hosted.Clear();
        run.Tell(this, sender, new PartsAssigned(
            _epoch, Ref("learner", assign.Learner), [.. assign.Shards.Select(shard => Ref($"replay{shard}", true))],
            Ref("policy", assign.Environments > 0), Ref("evaluator", assign.Evaluator)));
    }

    private void PrepareLearner(PrepareLearner prepare)
    {
        (_learned, _policies, _learnerReady) = (Math.Max(prepare.Round, Warm), prepare.Policies, true);
        if (prepare.State is { } state) SimulatedRun.Require(run.Read(state) == prepare.Round, "a learner was given a state of another round");
        Answer(new LearnerPrepared(_epoch, Version(_learned)));
    }

    private void PrepareReplay(IActorRef target, PrepareReplay prepare)
    {
        int shard = ShardAt(target);
        if (prepare.Manifest is { } manifest) SimulatedRun.Require(manifest.Inserts[0] == prepare.Round, "a shard was given rows of another round");
        _appended[shard] = prepare.Round;
        _learnerRef = prepare.Learner;
        Answer(new PartPrepared(_epoch, RunPart.Replay, shard));
    }

    private void PreparePolicy(PreparePolicy prepare)
    {
        (_worker, _round, _granted, _environments, _replay) = (prepare.Worker, prepare.Round, prepare.Round, [.. prepare.Environments], prepare.Shards);
        _weights.Clear();
        foreach (var version in prepare.Versions) _weights.Add(version.Round);
        foreach (byte[] state in prepare.States) SimulatedRun.Require(BitConverter.ToInt64(state) == prepare.Round, "an environment was given a state of another round");
        _policyReady = true;
        Answer(new PartPrepared(_epoch, RunPart.Policy, _worker));
    }

    private void Append(IActorRef target, Appended appended)
    {
        int shard = ShardAt(target);
        if (!_arrived.TryGetValue(shard, out var arrived)) _arrived.Add(shard, arrived = []);
        arrived[appended.Round] = arrived.GetValueOrDefault(appended.Round) + 1;
        while (arrived.GetValueOrDefault(_appended[shard]) == Enumerable.Range(0, run.Context.Settings.EnvironmentCount).Count(one => ShardOf(one) == shard))
        {
            long round = _appended[shard]++;
            Answer(new RoundAppended(_epoch, shard, round));
            if (round >= Warm) run.Tell(this, _learnerRef, new Batch(_epoch, round, shard));
        }
    }

    private void Learn(Batch batch)
    {
        if (!_learnerReady) return;
        if (!_batches.TryGetValue(batch.Round, out var shards)) _batches.Add(batch.Round, shards = []);
        SimulatedRun.Require(shards.Add(batch.Shard), "a batch came twice");
        while (_batches.GetValueOrDefault(_learned)?.Count == Shards)
        {
            long round = _learned++;
            foreach (var policy in _policies) run.Tell(this, policy, new Published(_epoch, _learned));
            Answer(new RoundLearned(_epoch, round, run.Context.Evaluations.Takes(_learned) ? Version(_learned) : null));
        }
    }

    private bool IsNext(long epoch, long serial)
    {
        if (epoch != _epoch || serial <= _serial) return false;
        _serial = serial;
        return true;
    }

    private void Capture(IActorRef target, CapturePart capture)
    {
        _captured[target] = capture.Number;
        if (_policyReady && target.Equals(_refs.GetValueOrDefault("policy")))
        {
            foreach (int environment in _environments) Answer(new EnvironmentCaptured(environment, _epoch, capture.Number, BitConverter.GetBytes(_round)));
        }
        else if (target.Equals(_refs.GetValueOrDefault("learner")))
        {
            Answer(new PartCaptured(_epoch, RunPart.Learner, 0, capture.Number));
            PolicyVersion[] needed = [.. new[] { Needed(capture.Round), Math.Max(capture.Round, Warm) }.Distinct().Select(Version)];
            var policy = run.Context.Blobs.Write(LearnerState.ToFile(needed).Write);
            Store(capture, new LearnerStored(_epoch, capture.Round, run.Write(capture.Round <= Warm ? capture.Round : _learned), policy));
        }
        else
        {
            int shard = ShardAt(target);
            Answer(new PartCaptured(_epoch, RunPart.Replay, shard, capture.Number));
            Store(capture, new ReplayStored(_epoch, capture.Round, shard, new ShardManifest(shard, shard, 1, 39, 4, 50, [_appended[shard]], [_appended[shard]], [])));
        }
    }

    private void Store(CapturePart capture, object stored) =>
        Answer(run.Unlucky(30) ? new StoreFailed(_epoch, capture.Round, Cause.Of(new IOException("no room"))) : stored);

    private void Answer(object message) => run.Tell(this, _coordinator, message);

    private PolicyVersion Version(long round) => new(round, new PolicyWeights(round, [round]));

    private long Needed(long round) => Math.Max(Warm, round - run.Context.Settings.Staleness);

    private int ShardOf(int environment) =>
        Enumerable.Range(0, Shards).First(shard => run.Context.Settings.TaskOf(environment) < run.Context.ShardTasks(shard).End);

    private int ShardAt(IActorRef target) => _shards.First(shard => _refs[$"replay{shard}"].Equals(target));

    private IActorRef Ref(string part, bool wanted)
    {
        if (!wanted) return ActorRefs.Nobody;
        if (!_refs.TryGetValue(part, out var made))
        {
            made = _refs[part] = new FakeRef(string.Create(CultureInfo.InvariantCulture, $"{address}-{uid}-{part}"));
            run.Hosts(made, this);
        }

        _hosted.Add(made);
        return made;
    }

    private sealed record Appended(long Epoch, long Round, int Shard);

    private sealed record Batch(long Epoch, long Round, int Shard);

    private sealed record Published(long Epoch, long Round);
}
