using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Chaos.Invariants;

/// <summary>
/// At most one learner commits in an epoch: epochs grow, a checkpoint carries the epoch that is under way, and each is of a later
/// round than the one before, in whatever life. In an asynchronous run it may be of the same round, as an evaluation or updates
/// may come after the last step, but never of fewer updates.
/// </summary>
public sealed class OneLearnerCommits : IRunInvariant
{
    /// <inheritdoc/>
    public string Name => "one learner commits in an epoch";

    /// <inheritdoc/>
    public IEnumerable<string> Violations(RunLook look)
    {
        long epoch = 0, round = 0, number = 0, updates = 0;
        bool lockstep = look.Settings.Async is null, finished = false;
        foreach (var happened in look.History)
        {
            switch (happened)
            {
                case RunSnapshot snapshot:
                    (epoch, finished) = (snapshot.Epoch, snapshot.Finished);
                    if (snapshot.Committed is [.., var last]) (round, number, updates) = (last.Round, last.Number, AsyncCounters.Updates(last));
                    break;
                case EpochStarted started:
                    if (started.Epoch <= epoch) yield return $"epoch {started.Epoch} began after epoch {epoch}";
                    epoch = started.Epoch;
                    break;
                case CheckpointCommitted { Manifest: var manifest }:
                    if (manifest.FencingEpoch != epoch)
                        yield return $"checkpoint {manifest.Number} of round {manifest.Round} was committed in epoch {epoch} by a learner of epoch {manifest.FencingEpoch}";
                    if (lockstep ? manifest.Round <= round : manifest.Round < round)
                        yield return $"checkpoint {manifest.Number} is of round {manifest.Round}, and the one before is of round {round}";
                    if (AsyncCounters.Updates(manifest) < updates)
                        yield return $"checkpoint {manifest.Number} is of update {AsyncCounters.Updates(manifest)}, and the one before is of update {updates}";
                    if (manifest.Number <= number) yield return $"checkpoint {manifest.Number} came after checkpoint {number}";
                    if (finished) yield return $"checkpoint {manifest.Number} of round {manifest.Round} was committed after the end";
                    (round, number, updates) = (manifest.Round, manifest.Number, AsyncCounters.Updates(manifest));
                    break;
                case RunFinished:
                    finished = true;
                    break;
            }
        }
    }
}
