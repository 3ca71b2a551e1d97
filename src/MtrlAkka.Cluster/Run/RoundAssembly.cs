using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Puts the steps of a round together that come from several workers, in the order of the environments: what the replay
/// holds must not depend on who was first. A worker may be rounds ahead of another.
/// </summary>
/// <param name="environments">Environments whose steps make a round whole.</param>
public sealed class RoundAssembly(int environments)
{
    private readonly Dictionary<long, List<AppendRound>> _arrived = [];

    /// <summary>Rounds of which something has arrived and that were not taken.</summary>
    public int Open => _arrived.Count;

    /// <summary>Forgets everything.</summary>
    public void Clear() => _arrived.Clear();

    /// <summary>Some environments' steps of a round.</summary>
    public void Add(AppendRound append)
    {
        if (!_arrived.TryGetValue(append.Round, out var parts)) _arrived.Add(append.Round, parts = []);
        parts.Add(append);
    }

    /// <summary>Takes the steps of a round, by environment, if all are there.</summary>
    /// <exception cref="InvalidOperationException">An environment's step came twice.</exception>
    public bool TryTake(long round, out IReadOnlyList<EnvironmentStepped> steps)
    {
        steps = [];
        if (!_arrived.TryGetValue(round, out var parts)) return false;
        int count = 0;
        foreach (var part in parts) count += part.Steps.Count;
        if (count < environments) return false;
        if (count > environments) throw new InvalidOperationException($"round {round} has {count} steps of {environments} environments");
        _arrived.Remove(round);
        steps = parts.Count == 1 ? parts[0].Steps : [.. parts.SelectMany(static part => part.Steps).OrderBy(static step => step.Environment)];
        return true;
    }
}
