using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Load.Traffic;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Inserts;

/// <summary>
/// What was sent to a shard and what it acknowledged, and whether that is what it holds: every acknowledged row is there with what was
/// sent, each once, and none that was never sent.
/// </summary>
/// <param name="settings">The run's.</param>
/// <param name="rounds">What was sent.</param>
public sealed class InsertAccount(RunSettings settings, RecordedRounds rounds)
{
    private readonly Complaints _notes = new();
    private long _sent, _acknowledged;

    /// <summary>Rounds that were sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Rounds that were acknowledged: those from 0 on.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>A round is sent.</summary>
    /// <returns>Its number.</returns>
    public long Send() => Interlocked.Increment(ref _sent) - 1;

    /// <summary>A round is acknowledged.</summary>
    /// <returns>Whether it is the next one that was sent.</returns>
    public bool Acknowledge(long round)
    {
        if (round == Acknowledged && round < Sent)
        {
            Interlocked.Increment(ref _acknowledged);
            return true;
        }

        Note(FormattableString.Invariant($"round {round} was acknowledged where {Acknowledged} was next: lost, or acknowledged twice"));
        return false;
    }

    /// <summary>Something went wrong.</summary>
    public void Note(string line) => _notes.Add(line);

    /// <summary>Compares it with what a shard holds.</summary>
    /// <param name="manifest">What the shard wrote.</param>
    /// <param name="blobs">Where it did.</param>
    /// <param name="acknowledged">Rounds that were acknowledged before it did.</param>
    /// <returns>A line for each thing that is wrong, a few at most.</returns>
    public IReadOnlyList<string> Verify(ShardManifest manifest, IBlobStore blobs, long acknowledged)
    {
        using var shard = ReplayShard.Restore(manifest, blobs.OpenRead);
        int copies = settings.Environments.Copies;
        for (int task = 0; task < settings.Environments.Tasks.Count; task++)
        {
            long[] inserted = [.. Enumerable.Range(0, copies).Select(copy => shard.Ledger.Next(task, copy))];
            if (inserted.Any(count => count < acknowledged || count > Sent))
                Note(FormattableString.Invariant($"task {task}: the shard has {string.Join(", ", inserted)} rows of its environments; {acknowledged} were acknowledged, {Sent} sent"));
            var ring = shard.Ring(task);
            if (ring.Appended != inserted.Sum())
                Note(FormattableString.Invariant($"task {task}: {ring.Appended} rows are in the ring, {inserted.Sum()} were inserted: lost or doubled"));

            // A round brings one row of each copy, in their order.
            for (long row = ring.First; row < ring.Appended; row++)
            {
                int environment = (task * copies) + (int)(row % copies);
                if (rounds.IsRow(environment, row / copies, ring.Row(row))) continue;
                Note(FormattableString.Invariant($"task {task}: row {row} is not what was sent"));
                break;
            }
        }

        return _notes.Lines;
    }
}
