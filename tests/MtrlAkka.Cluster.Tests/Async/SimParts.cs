using System.Runtime.InteropServices;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>One instance of a part on a node.</summary>
internal interface ISimPart
{
    void On(AsyncAssignment assignment);

    void Receive(object message);

    void Work();

    void Tick();

    void End();
}

/// <summary>A shard over real storage.</summary>
internal sealed class SimShard : ISimPart, IAsyncShardHost
{
    private readonly AsyncWorld _world;
    private readonly SimNode _node;
    private readonly PartAddress _self;
    private readonly SimCapture _capture;
    private readonly Dictionary<Incarnation, long> _until = [];
    private Incarnation _drawnFor;
    private bool _drew;

    public SimShard(AsyncWorld world, SimNode node, PartAddress self, ShardManifest? manifest)
    {
        (_world, _node, _self) = (world, node, self);
        Plan = ShardPlan.Of(world.Settings, self.Index);
        Replay = manifest is null
            ? new ReplayShard(new ReplayShardOptions(AsyncWorld.Layout, Plan.FirstTask, Plan.FirstTask + Plan.Tasks - 1, Plan.Copies, world.Settings.Replay.Capacity))
            : ReplayShard.Restore(manifest, world.Blobs.OpenRead);
        world.Oracle.Restored(self.Index, Plan, Replay);
        Machine = new AsyncShard(Plan, self.Index, self.Incarnation, Replay, [], this);
        _capture = new SimCapture(world, node, self);
    }

    public ShardPlan Plan { get; }

    public ReplayShard Replay { get; }

    public AsyncShard Machine { get; }

    public int Index => _self.Index;

    public void On(AsyncAssignment assignment)
    {
        Handle(() => Machine.On(assignment.Roster));
    }

    public void Receive(object message)
    {
        switch (message)
        {
            case ClaimEnvironments claim:
                Handle(() => Machine.On(claim));
                break;
            case AppendSteps append:
                Handle(() => Machine.On(append));
                break;
            case DrawBatches draw:
                var until = _until[draw.Learner.Incarnation] = Math.Max(draw.Until, _until.GetValueOrDefault(draw.Learner.Incarnation));
                _drawnFor = default;
                Handle(() => Machine.On(draw));
                // What was drawn for a learner before this one does not count.
                if (_drawnFor == draw.Learner.Incarnation) AsyncOracle.Require(Machine.NextUpdate <= until, $"{this} counts samples that learner {_drawnFor} did not ask for");
                break;
            case CaptureAsyncPart capture:
                _capture.On(capture, Capture);
                break;
            default:
                throw new InvalidOperationException($"a shard does not take {message}");
        }
    }

    public void Work()
    {
    }

    public void Tick() => _world.SendCoordinator(new ShardProgress(_self.Index, _self.Incarnation, Machine.Inserts, Machine.Round, Machine.Barren), _node.Name);

    public void End() => Replay.Dispose();

    public void Tell(PartAddress to, object message) => _world.Send(to, message, _node.Name);

    public void Draw(PartAddress learner, long update)
    {
        for (int task = Plan.FirstTask; task < Plan.FirstTask + Plan.Tasks; task++) AsyncOracle.Require(Replay.Ring(task).Appended > 0, "a batch of nothing");
        // The learner of the roster, or one that the same coordinator or a later one made after it.
        var named = _node.Roster?.Learner?.Incarnation ?? default;
        AsyncOracle.Require(
            learner.Incarnation == named || (learner.Incarnation > named && learner.Incarnation.Term >= _node.Roster!.Term),
            $"{this} draws for learner {learner.Incarnation} where {named} learns");
        _drawnFor = learner.Incarnation;
        _drew |= update >= Machine.NextUpdate;
        Tell(learner, new Drawn(_self.Index, update));
    }

    public override string ToString() => $"shard {_self.Index} with round {Machine.Round} of {Plan.Rounds}, {Machine.Waiting} waiting, next update {Machine.NextUpdate}, {Machine.SamplesAwaited} samples and {Machine.InsertsAwaited} inserts awaited";

    // What may pass is what Reverb's rule says, computed here once more.
    private void Handle(Action action)
    {
        long inserts = Machine.Inserts;
        _drew = false;
        action();
        _world.Oracle.Moved(this, inserts, _drew);
    }

    private Func<object> Capture(CaptureAsyncPart capture)
    {
        if (capture.Halt) Machine.Halt();
        var cut = Replay.Cut();
        cut.TryDetach();
        long round = Machine.Round;
        return () =>
        {
            var blob = cut.Segment.Rows > 0 ? _world.Blobs.Write(cut.WriteTo) : null;
            return new AsyncReplayStored(capture.Term, capture.Attempt, _self.Index, _self.Incarnation, round, [], Replay.Adopt(cut, blob));
        };
    }
}

/// <summary>Samples of a shard, as the simulation sends them.</summary>
internal sealed record Drawn(int Shard, long Update);

/// <summary>A learner whose state is a few numbers.</summary>
internal sealed class SimLearner : ISimPart, IAsyncLearnerHost<long>
{
    private readonly AsyncWorld _world;
    private readonly SimNode _node;
    private readonly PartAddress _self;
    private readonly SimCapture _capture;
    private readonly long _source;
    private PolicyVersion _newest;
    private bool _updating;

    public SimLearner(AsyncWorld world, SimNode node, PartAddress self, PartSource? source)
    {
        (_world, _node, _self, _source) = (world, node, self, source?.Checkpoint ?? 0);
        long updates = 0;
        var pending = new List<PolicyVersion>();
        if (source is not null)
        {
            updates = LearnerBlob.Read(world.Blobs, source.Learner!).Updates;
            AsyncOracle.Require(updates == source.Updates, "the learner's state is of another count than its checkpoint");
            if (source.Pending is { } blob)
            {
                foreach (long round in MemoryMarshal.Cast<byte, long>(world.Blobs.ReadVerified(blob))) pending.Add(Version(round, updates));
            }
        }

        Machine = new AsyncLearner<long>(world.Settings, self, updates, pending, this);
        _newest = Version(Machine.Round, updates);
        _capture = new SimCapture(world, node, self);
    }

    public AsyncLearner<long> Machine { get; }

    public void On(AsyncAssignment assignment)
    {
        Machine.On(assignment.Roster);
        Machine.Publish(_newest);
        Evaluate();
    }

    public void Receive(object message)
    {
        switch (message)
        {
            case Drawn drawn:
                Machine.Arrived(drawn.Shard, drawn.Update, drawn.Update);
                break;
            case WantWeights want when want.Learner == _self.Incarnation:
                Tell(want.Worker, new PublishPolicy(_self.Incarnation.Value, _newest));
                break;
            case EvaluationTaken taken:
                Machine.On(taken);
                break;
            // An actor that computes an update hears nothing before it is done.
            case CaptureAsyncPart capture when !_updating:
                _capture.On(capture, Capture);
                break;
            case CaptureAsyncPart:
                break;
            default:
                throw new InvalidOperationException($"a learner does not take {message}");
        }
    }

    public void Work()
    {
        if (_updating || !Machine.CanUpdate) return;
        foreach (long update in Machine.Take()) AsyncOracle.Require(update == Machine.Updates, "samples of another update");
        _updating = true;
        _world.Later(_node, null, () =>
        {
            _updating = false;
            _world.Oracle.Updating(Machine.Updates);
            bool complete = Machine.Updated();
            _newest = Version(Machine.Round, Machine.Updates);
            Evaluate();
            if (complete) Machine.Publish(_newest);
        });
    }

    public void Tick()
    {
        Machine.Tick();
        _world.SendCoordinator(new LearnerProgress(_self.Incarnation, Machine.Updates), _node.Name);
    }

    public void End()
    {
    }

    public void Tell(PartAddress to, object message) => _world.Send(to, message, _node.Name);

    public void Return(long samples)
    {
    }

    public override string ToString() => $"learner {_self.Incarnation} at {Machine.Updates}, {Machine.Waiting} waiting, can update {Machine.CanUpdate}, pending {string.Join(",", Machine.Pending.Select(static version => version.Round))}";

    private void Evaluate()
    {
        foreach (long round in Machine.EvaluationsDue()) Machine.Evaluate(Version(round, Machine.Updates));
    }

    private static PolicyVersion Version(long round, long updates) => new(round, new PolicyWeights(updates, []));

    private Func<object> Capture(CaptureAsyncPart capture)
    {
        if (capture.Halt) Machine.Halt();
        var state = new LearnerBlob(_self.Incarnation.Value, Machine.Updates, _source);
        byte[] pending = MemoryMarshal.AsBytes<long>(Machine.PendingAt(capture.EvaluatedTo).Select(static version => version.Round).ToArray()).ToArray();
        return () => new AsyncLearnerStored(
            capture.Term,
            capture.Attempt,
            _self.Incarnation,
            state.Updates,
            state.Write(_world.Blobs, 0),
            state.Write(_world.Blobs, 1),
            pending.Length == 0 ? null : _world.Blobs.Write(pending));
    }
}

/// <summary>The learner's state in a blob.</summary>
/// <param name="Life">The instance that wrote it.</param>
/// <param name="Updates">Updates done.</param>
/// <param name="Source">Number of the checkpoint that the instance began with; 0: none.</param>
internal sealed record LearnerBlob(long Life, long Updates, long Source)
{
    public static LearnerBlob Read(IBlobStore blobs, BlobRef blob)
    {
        var numbers = MemoryMarshal.Cast<byte, long>(blobs.ReadVerified(blob));
        return new LearnerBlob(numbers[1], numbers[2], numbers[3]);
    }

    public BlobRef Write(IBlobStore blobs, long kind) => blobs.Write(MemoryMarshal.AsBytes<long>([kind, Life, Updates, Source]).ToArray());
}

/// <summary>Captures as parts do them: copied at once, written beside what goes on.</summary>
internal sealed class SimCapture(AsyncWorld world, SimNode node, PartAddress self)
{
    private readonly CaptureTurn _turn = new(self.Incarnation);

    public void On(CaptureAsyncPart capture, Func<CaptureAsyncPart, Func<object>> copy)
    {
        if (_turn.IsLast(capture) && _turn.Answer is { } answer) world.SendCoordinator(answer, node.Name);
        if (!_turn.Begins(capture, node.Roster)) return;
        var write = copy(capture);
        world.Later(node, null, () =>
        {
            if (!_turn.IsLast(capture)) return;
            object stored = world.Strikes(world.Faults.Stores, 4)
                ? new AsyncStoreFailed(capture.Term, capture.Attempt, Cause.Of(new IOException("disk full")))
                : write();
            if (_turn.Ends(capture, stored)) world.SendCoordinator(stored, node.Name);
        });
    }
}
