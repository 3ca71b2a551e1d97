using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Chaos.Invariants;

/// <summary>
/// At most one learner commits in an epoch: epochs grow, a checkpoint carries the epoch that is under way, and each is of a later
/// round than the one before, in whatever life.
/// </summary>
public sealed class OneLearnerCommits : IRunInvariant
{
    /// <inheritdoc/>
    public string Name => "one learner commits in an epoch";

    /// <inheritdoc/>
    public IEnumerable<string> Violations(RunLook look)
    {
        long epoch = 0, round = 0, number = 0;
        bool finished = false;
        foreach (var happened in look.History)
        {
            switch (happened)
            {
                case RunSnapshot snapshot:
                    (epoch, finished) = (snapshot.Epoch, snapshot.Finished);
                    if (snapshot.Committed is [.., var last]) (round, number) = (last.Round, last.Number);
                    break;
                case EpochStarted started:
                    if (started.Epoch <= epoch) yield return $"epoch {started.Epoch} began after epoch {epoch}";
                    epoch = started.Epoch;
                    break;
                case CheckpointCommitted { Manifest: var manifest }:
                    if (manifest.FencingEpoch != epoch)
                        yield return $"checkpoint {manifest.Number} of round {manifest.Round} was committed in epoch {epoch} by a learner of epoch {manifest.FencingEpoch}";
                    if (manifest.Round <= round) yield return $"checkpoint {manifest.Number} is of round {manifest.Round}, and the one before is of round {round}";
                    if (manifest.Number <= number) yield return $"checkpoint {manifest.Number} came after checkpoint {number}";
                    if (finished) yield return $"checkpoint {manifest.Number} of round {manifest.Round} was committed after the end";
                    (round, number) = (manifest.Round, manifest.Number);
                    break;
                case RunFinished:
                    finished = true;
                    break;
            }
        }
    }
}
