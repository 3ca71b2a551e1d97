using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>A journal that takes an event only from who knows all before it, as a store with numbered events does.</summary>
internal sealed class SimJournal
{
    private readonly List<IRunEvent> _events = [];

    public int Count => _events.Count;

    public bool Finished => _events is [.., RunFinished];

    public IReadOnlyList<IRunEvent> Events => _events;

    /// <summary>Appends an event.</summary>
    /// <returns>Whether nobody else did since.</returns>
    public bool TryAppend(ref int known, IRunEvent happened)
    {
        if (known != _events.Count) return false;
        _events.Add(happened);
        known++;
        return true;
    }

    /// <summary>Checkpoints that are committed and not given up, oldest first.</summary>
    public List<CheckpointManifest> Committed()
    {
        var committed = new List<CheckpointManifest>();
        foreach (var happened in _events)
        {
            if (happened is CheckpointCommitted commit) committed.Add(commit.Manifest);
            if (happened is CheckpointDropped drop) committed.RemoveAll(manifest => manifest.Number == drop.Number);
        }

        return committed;
    }
}
