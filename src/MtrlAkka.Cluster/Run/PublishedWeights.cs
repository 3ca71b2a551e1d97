using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// The weights that a learner has published: which ones coming rounds still need, and which arrays nobody reads any more, so
/// that later weights may be written into them.
/// </summary>
/// <param name="needed">How many of the newest a checkpoint must hold: the staleness and one.</param>
public sealed class PublishedWeights(int needed)
{
    // Of holders that never answer, so many versions are remembered.
    private const int Remembered = 16;
    private readonly Queue<PolicyVersion> _recent = new();
    private readonly List<Held> _held = [];
    private readonly Stack<float[]> _free = new();

    /// <summary>Forgets everything and begins with these weights, whose array is the caller's.</summary>
    public void Begin(PolicyVersion version)
    {
        _recent.Clear();
        _held.Clear();
        _free.Clear();
        _recent.Enqueue(version);
    }

    /// <summary>An array that nobody reads, or null.</summary>
    public float[]? Storage() => _free.TryPop(out float[]? storage) ? storage : null;

    /// <summary>Weights are published.</summary>
    /// <param name="version">The weights.</param>
    /// <param name="holders">How many will say that they read them no more.</param>
    /// <param name="keep">Whether their array must stay as it is for ever, because something else reads it.</param>
    public void Publish(PolicyVersion version, int holders, bool keep)
    {
        _recent.Enqueue(version);
        if (!keep) _held.Add(new Held(version, holders));
        if (_held.Count > Remembered) _held.RemoveAt(0);
        while (_recent.Count > needed)
        {
            var old = _recent.Dequeue();
            Change(old, static held => held with { Needed = false });
        }
    }

    /// <summary>One of the holders reads the weights no more.</summary>
    public void Retired(PolicyVersion version) => Change(version, static held => held with { Holders = held.Holders - 1 });

    /// <summary>The weights that coming rounds still need, oldest first. Their arrays stay as they are.</summary>
    public IReadOnlyList<PolicyVersion> Capture()
    {
        foreach (var version in _recent) _held.RemoveAll(held => held.Version.Weights.Values == version.Weights.Values);
        return [.. _recent];
    }

    private void Change(PolicyVersion version, Func<Held, Held> change)
    {
        int found = _held.FindIndex(held => held.Version.Weights.Values == version.Weights.Values);
        if (found < 0) return;
        _held[found] = change(_held[found]);
        if (_held[found] is not { Holders: 0, Needed: false }) return;
        _free.Push(_held[found].Version.Weights.Values);
        _held.RemoveAt(found);
    }

    private readonly record struct Held(PolicyVersion Version, int Holders, bool Needed = true);
}
