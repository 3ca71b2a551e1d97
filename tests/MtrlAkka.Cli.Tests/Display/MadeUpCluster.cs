using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cli.Tests.Display;

/// <summary>Statuses as a cluster of some size would have them.</summary>
internal static class MadeUpCluster
{
    public static RunStatus Run { get; } = new()
    {
        Name = "mt10-seed1",
        Preset = "mt10",
        Mode = "lockstep",
        Phase = "training",
        Round = 12_345,
        TotalRounds = 100_000,
        Epoch = 3,
        Rollbacks = 1,
        CommitRound = 12_000,
        CommitAge = 75,
        StepsPerSecond = 812.4,
        UpdatesPerSecond = 40.6,
        EvaluationSuccess = 0.45,
        TrainingSuccess = 0.5,
        Waits = new WaitShares(0.014, 0.62, 0.25),
    };

    public static ClusterStatus Status { get; } = new(
        "127.0.0.1:7001",
        [
            Node(7001, NodeState.Up, ["coordinator"], NodeParts.None),
            Node(7002, NodeState.Up, ["evaluator", "learner"], new NodeParts(true, true, [], 0), updates: 40.6, cores: 1.61, memory: 1_412_000_000),
            Node(7003, NodeState.Up, ["replay"], new NodeParts(false, false, [0, 1, 3], 0), inserts: 812, samples: 51_968, memory: 3_100_000_000),
            Node(7004, NodeState.Up, ["worker"], new NodeParts(false, false, [], 10), steps: 410.2, cores: 0.9),
            Node(7005, NodeState.Silent, ["worker"], new NodeParts(false, false, [], 10), steps: 402.2, cores: 0.88) with { ReportAge = 6.6 },
            new NodeStatus("10.20.30.40:17006", ["worker"], NodeState.Silent, "0.1.0", 90, null),
            Node(7007, NodeState.Draining, ["replay", "worker"], new NodeParts(false, false, [2], 0)),
        ],
        Run,
        ["mt25-seed1", "mt50"],
        []);

    public static ClusterStatus Idle { get; } = new("127.0.0.1:7001", [Status.Nodes[0]], null, [], []);

    public static NodeStatus Node(
        int port, NodeState state, IReadOnlyList<string> roles, NodeParts parts,
        double steps = 0, double updates = 0, double inserts = 0, double samples = 0, double cores = 0.02, long memory = 180_000_000) => new(
        $"127.0.0.1:{port}",
        roles,
        state,
        "0.1.0",
        0.4,
        new NodeFigures
        {
            Parts = parts, Seconds = 1, StepsPerSecond = steps, UpdatesPerSecond = updates, InsertsPerSecond = inserts, SamplesPerSecond = samples, Cores = cores, Memory = memory,
            Handles = 210, Threads = 31, DeepestMailbox = 3, BytesInFlight = 131_072, Restarts = port == 7004 ? 2 : 0, PolicyAge = port == 7004 ? 1 : null,
        });
}
