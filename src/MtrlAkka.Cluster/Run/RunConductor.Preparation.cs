using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>How the conductor makes every part ready for a life of the run, and what it does with a checkpoint that cannot be used.</summary>
public sealed partial class RunConductor
{
    private bool TryBegin(CheckpointManifest? manifest)
    {
        try
        {
            _life = new RunLife(_run, _epoch, manifest, _placement!);
            return true;
        }
        catch (Exception error) when (manifest is not null && Cause.IsDamage(error))
        {
            Skip(manifest, error.Message);
            return false;
        }
    }

    private void PrepareParts(RunLife life)
    {
        _host.Tell(life.Learner, new PrepareLearner(_epoch, life.Round, life.Manifest?.Learner, life.Policies));
        _host.Tell(life.Evaluator, new PrepareEvaluator(_epoch));
        for (int shard = 0; shard < life.Shards.Length; shard++)
            _host.Send(life.Shards[shard], new PrepareReplay(_epoch, life.Round, life.Manifest?.ReplayShards[shard], life.Learner));
        if (life.Manifest is not null) PreparePolicies(life);
    }

    private void PreparePolicies(RunLife life)
    {
        for (int worker = 0; worker < life.Policies.Length; worker++)
        {
            var environments = _placement!.Workers[worker].Environments;
            byte[][] states = life.EnvironmentStates is { } saved
                ? [.. environments.Select(environment => saved.Get<byte>(CheckpointAssembly.EnvironmentName(environment)).ToArray())]
                : [];
            int[] quarantined = [.. environments.Where(_quarantined.Contains)];
            _host.Send(life.Policies[worker], new PreparePolicy(_epoch, worker, life.Round, environments, states, quarantined, life.Versions, life.Shards, _metrics));
        }
    }

    private void OnLearnerPrepared(LearnerPrepared prepared)
    {
        if (prepared.Epoch != _epoch || _life is not { } life || _running) return;
        life.LearnerReady(prepared.Version);
        if (life.Manifest is null) PreparePolicies(life);
        TryRun(life);
    }

    private void OnPartPrepared(PartPrepared prepared)
    {
        if (prepared.Epoch != _epoch || _life is not { } life || _running) return;
        life.PartReady(prepared.Part, prepared.Index);
        TryRun(life);
    }

    private void TryRun(RunLife life)
    {
        if (!life.IsReady) return;
        _running = true;
        // Only now that another one works is a checkpoint given up that does not.
        foreach (var manifest in Record.Unusable.ToArray()) Write(new CheckpointDropped(manifest.Number), static _ => { });
        _granted = life.Round;
        Phase("training");
        if (life.PendingEvaluation is { } pending) _host.Send(life.Evaluator, new Evaluate(_epoch, pending));
        // Nodes may have come since the run was placed.
        Settle();
        if (_stopping || _paused) Revoke();
        else Advance();
    }

    private void Skip(CheckpointManifest manifest, string error)
    {
        Record.SetAside(manifest);
        string what = $"the checkpoint of round {manifest.Round} cannot be used: {error}";
        if (Record.Last is not { } earlier)
        {
            End($"{what}; no earlier checkpoint is left");
            return;
        }

        Raise("damaged", $"{what}; going on from round {earlier.Round}");
        BeginLife();
    }
}
