using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Actors;

/// <summary>How the coordinator makes every part ready for a life of the run, and what it does with a checkpoint that cannot be used.</summary>
public sealed partial class RunCoordinator
{
    private void OnLearnerPrepared(LearnerPrepared prepared)
    {
        if (prepared.Epoch != _epoch || _life is null) return;
        _life.LearnerReady(Sender, prepared.Version);
        _parts.Evaluator.Tell(new PrepareEvaluator(_epoch));
        for (int shard = 0; shard < _parts.Shards.Count; shard++)
            _parts.Shards[shard].Tell(new PrepareReplay(_epoch, _life.Round, _life.Manifest?.ReplayShards[shard], Sender));
    }

    private void OnPartPrepared(PartPrepared prepared)
    {
        if (prepared.Epoch != _epoch || _life is null) return;
        switch (prepared.Part)
        {
            case RunPart.Replay when _life.ShardReady(prepared.Index, Sender):
                int[] environments = [.. Enumerable.Range(0, _run.Settings.EnvironmentCount)];
                _parts.Policy.Tell(new PreparePolicy(_epoch, _life.Round, environments, _life.Versions, _life.Shards, _parts.Metrics));
                break;
            case RunPart.Policy:
                PrepareEnvironments();
                break;
        }
    }

    // An entity that stops while it is told so never hears it, hence the asking again.
    private void PrepareEnvironments()
    {
        if (_life is null || _running) return;
        foreach (int i in _life.EnvironmentsMissing)
        {
            byte[]? state = _life.EnvironmentStates?.Get<byte>(CheckpointAssembly.EnvironmentName(i)).ToArray();
            _parts.Environments.Tell(new PrepareEnvironment(i, _epoch, state));
        }

        Timers.StartSingleTimer("ask-again", new AskAgain(), AskAgainInterval);
    }

    private void OnEnvironmentPrepared(EnvironmentPrepared prepared)
    {
        if (prepared.Epoch != _epoch || _life is null || _running) return;
        _life.EnvironmentReady(prepared.Environment);
        if (_life.EnvironmentsMissing.Any()) return;
        _running = true;
        Timers.Cancel("ask-again");
        // Only now that another one works is a checkpoint given up that does not.
        foreach (var manifest in _record.Unusable) Record(new CheckpointDropped(manifest.Number), static _ => { });
        _granted = _life.Round;
        Phase("training");
        if (_life.PendingEvaluation is { } pending) _parts.Evaluator.Tell(new Evaluate(_epoch, pending));
        if (_stopping) Revoke();
        else Advance();
    }

    private void Skip(CheckpointManifest manifest, string error)
    {
        _record.SetAside(manifest);
        string what = $"the checkpoint of round {manifest.Round} cannot be used: {error}";
        if (_record.Last is not { } earlier)
        {
            End($"{what}; no earlier checkpoint is left");
            return;
        }

        Raise("damaged", $"{what}; going on from round {earlier.Round}");
        BeginLife();
    }
}
