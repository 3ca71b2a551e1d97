using System.Runtime.InteropServices;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>
/// A worker whose environments count: a step holds the environment, a number for the incarnation and the trajectory (steps
/// without a break, which another incarnation may go on with) and the step's number in the trajectory.
/// </summary>
internal sealed class SimWorker : ISimPart, IAsyncWorkerHost
{
    private readonly AsyncWorld _world;
    private readonly SimNode _node;
    private readonly Dictionary<EnvironmentKey, (int Stretch, int Steps)> _environments = [];
    private readonly List<EnvironmentTurn> _turns = [];
    private IReadOnlyList<PartAddress?>? _shards;
    private long _version = -1;
    private bool _over;

    public SimWorker(AsyncWorld world, SimNode node, PartAddress self)
    {
        (_world, _node) = (world, node);
        Machine = new AsyncWorker(world.Settings, self, AsyncWorld.Layout.RowLength, this);
    }

    public AsyncWorker Machine { get; }

    public int Environments => _environments.Count;

    public void On(AsyncAssignment assignment)
    {
        foreach (var (key, at) in _environments)
        {
            int task = _world.Settings.TaskOf(key.Environment);
            int shard = Enumerable.Range(0, _world.Settings.Replay.Shards).First(index => task < _world.Settings.ShardTasks(index).End);
            if (_shards is not null && _shards[shard] != assignment.Roster.Shards[shard]) _world.Oracle.Switched(at.Stretch);
        }

        _shards = assignment.Roster.Shards;
        Machine.On(assignment.Roster, assignment.Environments);
        Machine.Flush();
    }

    public void Receive(object message)
    {
        switch (message)
        {
            case StepsInserted inserted:
                Machine.On(inserted);
                Machine.Flush();
                break;
            case PublishPolicy publish:
                if (Machine.On(publish)) _version = publish.Version.Weights.Version;
                break;
            default:
                throw new InvalidOperationException($"a worker does not take {message}");
        }
    }

    public void Work()
    {
        Machine.Act(_turns);
        foreach (var turn in _turns)
        {
            AsyncOracle.Require(turn.WarmStart == turn.Number < _world.Settings.Learner.WarmStartRounds, "the warm start is over");
            long version = turn.WarmStart ? -1 : _version;
            AsyncOracle.Require(turn.WarmStart || version >= 0, "acting without weights");
            Later(() => Step(turn.Environment, version));
        }
    }

    public void Tick()
    {
        Machine.Tick();
        Machine.Flush();
    }

    public void End() => _over = true;

    public void Tell(PartAddress to, object message) => _world.Send(to, message, _node.Name);

    public void TellCoordinator(object message) => _world.SendCoordinator(message, _node.Name);

    public void Begin(EnvironmentKey environment, byte[]? state)
    {
        _world.Oracle.Begun(environment);
        var (trajectory, steps) = state is null ? (default(int?), 0) : Read(state);
        _environments.Add(environment, (_world.Oracle.NewStretch(environment.Incarnation, trajectory), steps));
        Later(() => Machine.Began(environment));
    }

    public void End(EnvironmentKey environment) => _environments.Remove(environment);

    public void Capture(EnvironmentKey environment)
    {
        var (stretch, steps) = _environments[environment];
        byte[] state = MemoryMarshal.AsBytes<int>([_world.Oracle.TrajectoryOf(stretch), steps]).ToArray();
        Later(() => Machine.Captured(environment, state));
    }

    public override string ToString() => $"worker with {Environments} environments, {Machine.InFlight} steps in flight";

    private static (int? Trajectory, int Steps) Read(byte[] state)
    {
        var numbers = MemoryMarshal.Cast<byte, int>(state);
        return (numbers[0], numbers[1]);
    }

    private void Later(Action what) => _world.Later(_node, null, () =>
    {
        if (!_over) what();
    });

    private void Step(EnvironmentKey environment, long version)
    {
        if (!_environments.TryGetValue(environment, out var at)) return;
        if (_world.Strikes(_world.Faults.Environments, 60))
        {
            // Nobody knows what would have followed: the next episode.
            _environments[environment] = (_world.Oracle.NewStretch(environment.Incarnation, null), 0);
            if (_world.Random.Next(3) == 0) Machine.Quarantine(environment);
            Machine.Stepped(environment, [], version, ReturnRange.Unknown);
            return;
        }

        Span<float> row = stackalloc float[AsyncWorld.Layout.RowLength];
        AsyncWorld.Layout.Pack(row, [environment.Environment, at.Stretch, at.Steps], [_world.Oracle.NewStep()], 0, false, [0, 0, 0]);
        _environments[environment] = (at.Stretch, at.Steps + 1);
        Machine.Stepped(environment, row, version, ReturnRange.Unknown);
        if (_world.Random.Next(2) == 0) Machine.Flush();
    }
}

/// <summary>An evaluator whose results are nothing.</summary>
internal sealed class SimEvaluator : ISimPart, IAsyncEvaluatorHost
{
    private readonly AsyncWorld _world;
    private readonly SimNode _node;
    private readonly AsyncEvaluator _machine;

    public SimEvaluator(AsyncWorld world, SimNode node, PartAddress self)
    {
        (_world, _node) = (world, node);
        _machine = new AsyncEvaluator(self, this);
    }

    public void On(AsyncAssignment assignment) => _machine.On(assignment.Roster);

    public void Receive(object message) => _machine.On((EvaluateWeights)message);

    public void Work()
    {
    }

    public void Tick() => _machine.Tick();

    public void End()
    {
    }

    public void Tell(PartAddress to, object message) => _world.Send(to, message, _node.Name);

    public void TellCoordinator(object message) => _world.SendCoordinator(message, _node.Name);

    public void Evaluate(PolicyVersion version) => _world.Later(_node, null, () => _machine.Evaluated(new EvaluationResult(version.Round, [new TaskScore(0, 0)])));

    public override string ToString() => $"evaluator with {_machine.Waiting} to do";
}
