using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Learning;
using MtrlAkka.Load.Simulation.Kernel;
using MtrlAkka.Numerics;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>A run on a simulated cluster, in either mode: its machines, its parts, and how far they are.</summary>
public abstract class SimulatedRun : IDisposable
{
    private const uint Stream = 0x51E9;
    private readonly Dictionary<SimulatedNode, (Station Pool, WaitClock Waits, int Environments)> _workers = [];
    private readonly List<SimulatedPart> _parts = [];

    /// <summary>Machines without parts.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="shape">The machines.</param>
    /// <param name="costs">What its parts take.</param>
    /// <param name="bulk">Sizes of the bulk flow.</param>
    /// <param name="seed">Seed of all that is random.</param>
    protected SimulatedRun(RunSettings settings, ClusterShape shape, RunCosts costs, BulkSettings bulk, ulong seed)
    {
        (Settings, Shape, Costs, Seed) = (settings, shape, costs, seed);
        Time = new SimulatedTime(Clock);
        Network = new SimulatedNetwork(Clock, costs.Figures, shape.Network, bulk);
        LearnerNode = Network.Add("learner", shape.LearnerCores);
        LearnerWaits = new WaitClock(Time);
        ShardNodes = [.. Enumerable.Range(0, settings.Replay.Shards).Select(shard => shape.Workers == 0 ? LearnerNode : Network.Add($"replay-{shard + 1}", shape.ReplayCores))];
        WorkerNodes = shape.Workers == 0 ? [LearnerNode] : [.. Enumerable.Range(0, shape.Workers).Select(worker => Network.Add($"worker-{worker + 1}", shape.WorkerCores))];
        Weights = new PolicyWeights(0, new float[costs.PolicyValues]);
    }

    /// <summary>The time.</summary>
    public EventClock Clock { get; } = new();

    /// <summary>The run's settings.</summary>
    public RunSettings Settings { get; }

    /// <summary>The machines.</summary>
    public ClusterShape Shape { get; }

    /// <summary>What its parts take.</summary>
    public RunCosts Costs { get; }

    /// <summary>Nodes and what is between them.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>Rows that are in the replay.</summary>
    public abstract long Steps { get; }

    /// <summary>Updates done.</summary>
    public abstract long Updates { get; }

    /// <summary>The parts, in the order of their making.</summary>
    public IReadOnlyList<SimulatedPart> Parts => _parts;

    /// <summary>What steps the environments, one for each worker.</summary>
    public IEnumerable<Station> Pools => _workers.Values.Select(static worker => worker.Pool);

    /// <summary>What the learner waits for.</summary>
    public WaitClock LearnerWaits { get; }

    /// <summary>Seconds that environments stood still for something, the mean over all of them.</summary>
    public double EnvironmentsWaited(WaitingFor what) =>
        _workers.Values.Sum(worker => worker.Environments * worker.Waits.Seconds(what)) / Settings.EnvironmentCount;

    /// <summary>The learner's node.</summary>
    protected SimulatedNode LearnerNode { get; }

    /// <summary>The shards' nodes, by shard.</summary>
    protected IReadOnlyList<SimulatedNode> ShardNodes { get; }

    /// <summary>The workers' nodes.</summary>
    protected IReadOnlyList<SimulatedNode> WorkerNodes { get; }

    /// <summary>Weights of the right size.</summary>
    protected PolicyWeights Weights { get; }

    /// <summary>The clock of what measures waits.</summary>
    protected SimulatedTime Time { get; }

    /// <summary>Seed of all that is random.</summary>
    protected ulong Seed { get; }

    /// <summary>A run in the mode that its settings say.</summary>
    public static SimulatedRun Create(RunSettings settings, ClusterShape shape, RunCosts costs, BulkSettings bulk, ulong seed) =>
        settings.Async is null ? new LockstepRun(settings, shape, costs, bulk, seed) : new AsyncRun(settings, shape, costs, bulk, seed);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Environments of a worker: equal shares, as runs have them.</summary>
    protected IReadOnlyList<int> EnvironmentsOf(int worker)
    {
        int count = Settings.EnvironmentCount, workers = WorkerNodes.Count;
        return [.. Enumerable.Range(0, count).Where(environment => environment % workers == worker)];
    }

    /// <summary>Threads that step a worker's environments, and what they wait for.</summary>
    protected (Station Pool, WaitClock Waits) AddWorker(SimulatedNode node, int environments)
    {
        double cores = node == LearnerNode ? Shape.LearnerCores : Shape.WorkerCores;
        var worker = (new Station("environments", Clock, node.Processor, Math.Max(1, (int)cores)), new WaitClock(Time), environments);
        _workers.Add(node, worker);
        return (worker.Item1, worker.Item2);
    }

    /// <summary>A part is there.</summary>
    protected T Add<T>(T part)
        where T : SimulatedPart
    {
        _parts.Add(part);
        return part;
    }

    /// <summary>What one step of an environment takes.</summary>
    protected double StepSeconds(int environment, long number) =>
        Costs.Figures.StepTime.Draw(new CounterRandom(Seed + ((ulong)environment << 32), Stream), (ulong)number);
}
