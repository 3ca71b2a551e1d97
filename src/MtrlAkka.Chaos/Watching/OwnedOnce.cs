namespace MtrlAkka.Chaos.Watching;

/// <summary>Every task is owned once: in a life of the run each part is with one node, and the learner stays where it is.</summary>
public sealed class OwnedOnce
{
    private readonly HashSet<string> _violations = [];
    private (string Run, long Epoch, string Learner) _learner = ("", 0, "");

    /// <summary>How many looks there were.</summary>
    public long Looks { get; private set; }

    /// <summary>What was wrong, a line for each.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>A look at the cluster.</summary>
    public void Look(ClusterView view)
    {
        Looks++;
        foreach (var part in view.Hosts.GroupBy(static host => host.Part))
        {
            string[] nodes = [.. part.Select(static host => host.Node).Order(StringComparer.Ordinal)];
            if (nodes.Length > 1) _violations.Add($"in epoch {view.Epoch} {part.Key} was with {string.Join(" and ", nodes)}");
        }

        if (view.Hosts.FirstOrDefault(static host => host.Part == PartHost.Learner)?.Node is not { } learner) return;
        if (_learner.Run == view.Run && _learner.Epoch == view.Epoch && _learner.Learner != learner)
            _violations.Add($"in epoch {view.Epoch} the learner was with {_learner.Learner} and with {learner}");
        _learner = (view.Run!, view.Epoch, learner);
    }
}
