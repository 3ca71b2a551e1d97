namespace MtrlAkka.Chaos.Watching;

/// <summary>
/// Every task is owned once: while a life of the run trains, each part is with one node, and all environments are somewhere. Nodes
/// report once a second, so that for a moment what they say may be of two lives: wrong is only what stays. An environment that a
/// worker does not hand back is missing for longer, until it is taken away.
/// </summary>
/// <param name="environments">Environments of the run.</param>
/// <param name="settle">How long it may stay.</param>
public sealed class OwnedOnce(int environments, TimeSpan settle)
{
    private const int HandBack = 3;
    private readonly Dictionary<string, TimeSpan> _since = [];
    private readonly HashSet<string> _violations = [];

    /// <summary>What must hold, in a few words.</summary>
    public const string Name = "every task is owned once";

    /// <summary>How many looks there were at a run that trains.</summary>
    public long Looks { get; private set; }

    /// <summary>What was wrong, a line for each.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>A look at the cluster.</summary>
    /// <param name="now">When, by a monotonic clock.</param>
    /// <param name="view">What it says.</param>
    public void Look(TimeSpan now, ClusterView view)
    {
        (string Line, TimeSpan May)[] wrong = view.Phase == ClusterView.Training && view.Run is not null ? [.. Wrong(view)] : [];
        if (view.Phase == ClusterView.Training) Looks++;
        foreach (string line in _since.Keys.Except(wrong.Select(static one => one.Line)).ToList()) _since.Remove(line);
        foreach (var (line, may) in wrong)
            if (!_since.TryAdd(line, now) && now - _since[line] > may) _violations.Add($"{Name}: {line}");
    }

    private IEnumerable<(string Line, TimeSpan May)> Wrong(ClusterView view)
    {
        string life = FormattableString.Invariant($"in epoch {view.Epoch} of {view.Run}");
        foreach (var part in view.Hosts.Where(static host => host.Part != PartHost.Environments).GroupBy(static host => host.Part))
            if (part.Count() > 1) yield return ($"{life} {part.Key} is with {string.Join(" and ", part.Select(static host => host.Node).Order(StringComparer.Ordinal))}", settle);
        int hosted = view.Hosts.Where(static host => host.Part == PartHost.Environments).Sum(static host => host.Count);
        if (hosted > environments || (hosted < environments && view.AllHeard))
            yield return ($"{life} {hosted} environments are hosted instead of {environments}", hosted > environments ? settle : HandBack * settle);
    }
}
