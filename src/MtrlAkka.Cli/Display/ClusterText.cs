using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cli.Display;

/// <summary>What panel and lines say of a cluster in the same words.</summary>
internal static class ClusterText
{
    /// <summary>How many nodes there are, and what is unusual about them: <c>4 nodes</c>, <c>4 nodes (1 silent, 1 draining)</c>.</summary>
    public static string Nodes(ClusterStatus status)
    {
        string[] unusual = [.. status.Nodes.Where(static node => node.State != NodeState.Up)
            .GroupBy(static node => node.State).OrderBy(static group => group.Key).Select(static group => $"{group.Count()} {Name(group.Key)}")];
        string nodes = status.Nodes.Count == 1 ? "1 node" : $"{status.Nodes.Count} nodes";
        return unusual.Length == 0 ? nodes : $"{nodes} ({string.Join(", ", unusual)})";
    }

    /// <summary>A state in a word.</summary>
    public static string Name(NodeState state) => state.ToString().ToLowerInvariant();

    /// <summary>A state, and for how long a node that should report has not.</summary>
    public static string State(NodeStatus node) =>
        node.State == NodeState.Silent ? $"silent {Figures.Duration(TimeSpan.FromSeconds(node.ReportAge))}" : Name(node.State);

    /// <summary>What a node hosts: <c>learner, evaluator, shards 0-1, 4 environments</c>.</summary>
    public static string Parts(NodeParts parts) => string.Join(", ", Known(
        parts.Learner ? "learner" : null,
        parts.Evaluator ? "evaluator" : null,
        parts.Shards.Count switch { 0 => null, 1 => $"shard {parts.Shards[0]}", _ => $"shards {Ranges(parts.Shards)}" },
        parts.Environments switch { 0 => null, 1 => "1 environment", var many => $"{many} environments" }));

    /// <summary>The same in few columns: <c>learner eval sh 0-1 4 env</c>.</summary>
    public static string ShortParts(NodeParts parts) => string.Join(' ', Known(
        parts.Learner ? "learner" : null,
        parts.Evaluator ? "eval" : null,
        parts.Shards.Count == 0 ? null : $"sh {Ranges(parts.Shards)}",
        parts.Environments == 0 ? null : $"{parts.Environments} env"));

    /// <summary>Rounds: <c>12,345 of 100,000 (12.3 %)</c>.</summary>
    public static string Rounds(RunStatus run) =>
        $"{Figures.Count(run.Round)} of {Figures.Count(run.TotalRounds)} ({Figures.Percent(Done(run))})";

    /// <summary>Share of the rounds that are complete.</summary>
    public static double Done(RunStatus run) => run.TotalRounds > 0 ? Math.Clamp((double)run.Round / run.TotalRounds, 0, 1) : 0;

    /// <summary>The run's life: <c>life 3</c>, <c>life 3 (2 rollbacks)</c>.</summary>
    public static string Life(RunStatus run) => run.Rollbacks switch
    {
        0 => $"life {run.Epoch}",
        1 => $"life {run.Epoch} (1 rollback)",
        _ => $"life {run.Epoch} ({run.Rollbacks} rollbacks)",
    };

    /// <summary>The last commit and its age: <c>12,000, 12 s ago</c>.</summary>
    public static string Commit(RunStatus run) => run.CommitRound is not { } round ? "none yet"
        : run.CommitAge is { } age ? $"{Figures.Count(round)}, {Figures.Duration(TimeSpan.FromSeconds(age))} ago" : Figures.Count(round);

    /// <summary>A share of the time without digits behind the point.</summary>
    public static string Waiting(double share) => $"{Math.Round(100 * share)} %";

    private static IEnumerable<string> Known(params string?[] parts) => parts.OfType<string>();

    private static string Ranges(IReadOnlyList<int> numbers)
    {
        var ranges = new List<string>();
        for (int i = 0; i < numbers.Count;)
        {
            int first = i++;
            while (i < numbers.Count && numbers[i] == numbers[i - 1] + 1) i++;
            ranges.Add(i - first == 1 ? $"{numbers[first]}" : $"{numbers[first]}-{numbers[i - 1]}");
        }

        return string.Join(',', ranges);
    }
}
