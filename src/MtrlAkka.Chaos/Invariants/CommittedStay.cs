using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Chaos.Invariants;

/// <summary>
/// No committed checkpoint is lost or changed: what was seen once stays as it was until retention retires it, and every blob of
/// what retention keeps is there and has its hash.
/// </summary>
public sealed class CommittedStay : IRunInvariant
{
    private readonly SortedDictionary<long, CheckpointManifest> _seen = [];
    private readonly Dictionary<string, DateTime> _verified = [];

    /// <inheritdoc/>
    public string Name => "committed checkpoints stay";

    /// <summary>Blobs whose content was compared with their hash so far.</summary>
    public long BlobsRead { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<string> Violations(RunLook look)
    {
        List<string> found = [];
        foreach (var manifest in look.Committed)
        {
            if (!_seen.TryAdd(manifest.Number, manifest) && _seen[manifest.Number].ToJson() != manifest.ToJson())
                found.Add($"checkpoint {manifest.Number} of round {_seen[manifest.Number].Round} was changed in the journal");
        }

        foreach (var dropped in look.History.OfType<CheckpointDropped>()) found.Add($"checkpoint {dropped.Number} was given up as unreadable, and nobody had damaged it");
        var there = look.Committed.Select(static manifest => manifest.Number).ToHashSet();
        var kept = look.Retention.Kept(_seen.Values);
        foreach (var manifest in kept.Where(manifest => !there.Contains(manifest.Number)))
            found.Add($"checkpoint {manifest.Number} of round {manifest.Round} was committed and is not in the journal any more");
        var damaged = kept.Select(manifest => (Manifest: manifest, Damage: Damage(look, manifest))).Where(static pair => pair.Damage is not null).ToList();
        if (damaged.Count > 0)
        {
            // The run may have committed another one and cleaned up since the look.
            var kinds = look.Retention.Kept(RunLook.At(look.Folder).Committed).Select(static manifest => manifest.Number).ToHashSet();
            found.AddRange(damaged.Where(pair => kinds.Contains(pair.Manifest.Number)).Select(static pair => $"checkpoint {pair.Manifest.Number}: {pair.Damage}"));
        }

        return found;
    }

    /// <summary>Forgets which blobs were read, so that the next look reads all of them.</summary>
    public void ReadAllAgain() => _verified.Clear();

    private string? Damage(RunLook look, CheckpointManifest manifest)
    {
        try
        {
            foreach (var blob in manifest.Blobs())
            {
                // Hashing all of them at each look would cost more than the run; a changed file has another time.
                var written = File.GetLastWriteTimeUtc(Path.Combine(look.Folder.Blobs, blob.Hash));
                if (_verified.TryGetValue(blob.Hash, out var then) && then == written) continue;
                look.Blobs.OpenRead(blob).Dispose();
                _verified[blob.Hash] = written;
                BlobsRead++;
            }

            return null;
        }
        catch (BlobException error)
        {
            return error.Message;
        }
    }
}
