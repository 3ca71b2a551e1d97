using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Async;

namespace MtrlAkka.Chaos.Invariants;

/// <summary>
/// The limiter's accounts balance in every checkpoint of an asynchronous run: of each shard, the rows that the learner's updates
/// took keep to the rows inserted as the settings say. At the end all rows are in, and all updates done that belong to them.
/// </summary>
/// <remarks>
/// Nothing stands still for a checkpoint, so its parts are of slightly different moments; what the run does between two
/// checkpoints is more than they can be apart. A learner or shard that was lost comes back as it was at the last commit, and may be further
/// behind the other then: whoever is ahead has to stand still until the accounts balance again. Another epoch says that learner and coordinator
/// were lost once more, perhaps after the accounts had balanced without a commit to tell it.
/// </remarks>
/// <param name="losses">Whether learner or shards may have been lost.</param>
public sealed class LimiterBalances(bool losses) : IRunInvariant
{
    private readonly HashSet<long> _checked = [];
    private readonly Dictionary<int, Imbalance> _imbalances = [];

    /// <inheritdoc/>
    public string Name => "the limiter's accounts balance";

    /// <inheritdoc/>
    public IEnumerable<string> Violations(RunLook look)
    {
        foreach (var manifest in look.Committed.Where(manifest => _checked.Add(manifest.Number)))
        {
            for (int shard = 0; shard < manifest.ReplayShards.Count; shard++)
            {
                var wrong = Shard(look, manifest, shard);
                if (wrong is null) _imbalances.Remove(shard);
                else if (!Excused(shard, wrong, Most(look, shard))) yield return $"checkpoint {manifest.Number} of round {manifest.Round}: shard {shard} {wrong.Text}";
            }
        }

        if (!look.Finished || look.Committed is not [.., var last]) yield break;
        long updates = look.Settings.UpdatesAfter(look.Settings.Rounds);
        if (AsyncCounters.Updates(last) != updates) yield return $"the run is finished after {AsyncCounters.Updates(last)} updates instead of {updates}";
        var quarantined = AsyncCounters.QuarantinedIn(last).ToHashSet();
        long[] inserts = [.. last.ReplayShards.SelectMany(static shard => shard.Inserts)];
        for (int environment = 0; environment < inserts.Length; environment++)
        {
            if (inserts[environment] != look.Settings.Rounds && !quarantined.Contains(environment))
                yield return $"the run is finished with {inserts[environment]} rows of environment {environment} instead of {look.Settings.Rounds}";
        }
    }

    // Rows between two checkpoints.
    private static double Most(RunLook look, int shard) => look.Settings.Checkpoint.Interval * (double)ShardPlan.Of(look.Settings, shard).Environments;

    private bool Excused(int shard, Imbalance now, double most)
    {
        if (!losses) return false;
        bool excused = !_imbalances.TryGetValue(shard, out var before) || before.Epoch != now.Epoch || before.TooMany != now.TooMany || now.Ahead - before.Ahead <= most;
        _imbalances[shard] = now;
        return excused;
    }

    private static Imbalance? Shard(RunLook look, CheckpointManifest manifest, int shard)
    {
        var plan = ShardPlan.Of(look.Settings, shard);
        long inserts = manifest.ReplayShards[shard].Inserts.Sum(), updates = AsyncCounters.Updates(manifest), samples = updates * plan.RowsPerUpdate;
        if (inserts < plan.Start)
            return updates == 0 ? null : new Imbalance(manifest.FencingEpoch, true, samples / plan.SamplesPerInsert, $"was sampled {updates} times with {inserts} rows, before its warm start of {plan.Start}");
        double apart = Most(look, shard) * plan.SamplesPerInsert;
        double drawnAhead = (look.Settings.Async!.Prefetch + 1) * (double)plan.RowsPerUpdate;
        double excess = ((inserts - plan.Start) * plan.SamplesPerInsert) - samples;
        bool full = inserts >= plan.Rounds * plan.Environments;
        return excess < -plan.ErrorBuffer - apart && !full ? new Imbalance(manifest.FencingEpoch, true, samples / plan.SamplesPerInsert, $"has {inserts} rows, and {samples} were sampled: too many")
            : excess > plan.ErrorBuffer + apart + drawnAhead ? new Imbalance(manifest.FencingEpoch, false, inserts, $"has {inserts} rows, and only {samples} were sampled")
            : null;
    }

    /// <param name="Epoch">The run's life.</param>
    /// <param name="TooMany">Whether the learner is ahead; else the rows are.</param>
    /// <param name="Ahead">How far the one is that is ahead, in rows.</param>
    /// <param name="Text">The rest of the line.</param>
    private sealed record Imbalance(long Epoch, bool TooMany, double Ahead, string Text);
}
