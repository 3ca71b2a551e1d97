using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>Sees all of a simulated run and holds it to what is promised.</summary>
internal sealed class AsyncOracle(AsyncWorld world)
{
    private readonly HashSet<PartAddress> _begun = [];
    private readonly HashSet<EnvironmentKey> _environments = [];
    private readonly HashSet<(int Shard, int Task, int Copy, long Row)> _restarts = [];
    private readonly Dictionary<(long Term, long Serial, int Environment), string> _owners = [];
    private readonly List<(CheckpointManifest Manifest, LearnerBlob Learner)> _commits = [];
    private readonly EvaluationSchedule _evaluations =
        new(world.Settings.Evaluation.Interval, world.Settings.Learner.WarmStartRounds, world.Settings.Rounds);

    private readonly HashSet<int> _switched = [];
    private readonly List<(Incarnation Incarnation, int Trajectory)> _stretches = [default];
    private int _trajectories;
    private int _steps;

    public int Commits => _commits.Count;

    public static void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }

    /// <summary>A number for the steps that an environment makes in one trajectory under one incarnation.</summary>
    public int NewStretch(Incarnation incarnation, int? trajectory)
    {
        _stretches.Add((incarnation, trajectory ?? ++_trajectories));
        return _stretches.Count - 1;
    }

    /// <summary>The steps of a trajectory go to another instance of the shard from here on: what the one before has may be lost with it.</summary>
    public void Switched(int stretch) => _switched.Add(TrajectoryOf(stretch));

    /// <summary>A number for a step that is made now.</summary>
    public int NewStep() => ++_steps;

    /// <summary>The trajectory of a stretch.</summary>
    public int TrajectoryOf(int stretch) => _stretches[stretch].Trajectory;

    /// <summary>An instance begins once, wherever.</summary>
    public void Begun(PartAddress part)
    {
        if (!_begun.Add(part)) throw Wrong($"{part} began twice");
    }

    /// <summary>An incarnation of an environment begins once, wherever.</summary>
    public void Begun(EnvironmentKey environment)
    {
        if (!_environments.Add(environment)) throw Wrong($"{environment} began twice");
    }

    /// <summary>An environment has one owner at a time.</summary>
    public void Assigned(string node, AsyncAssignment assignment)
    {
        foreach (var lease in assignment.Environments)
        {
            var key = (assignment.Roster.Term, assignment.Roster.Serial, lease.Key.Environment);
            if (!(_owners.TryAdd(key, node) || _owners[key] == node)) throw Wrong($"environment {lease.Key.Environment} has two owners");
        }
    }

    /// <summary>A shard has the rows of a checkpoint, or none: what came after them is not there.</summary>
    public void Restored(int shard, ShardPlan plan, ReplayShard replay)
    {
        for (int task = plan.FirstTask; task < plan.FirstTask + plan.Tasks; task++)
        {
            for (int copy = 0; copy < plan.Copies; copy++) _restarts.Add((shard, task, copy, replay.Ledger.Next(task, copy)));
        }

        CheckRows(shard, plan, replay);
    }

    /// <summary>What a shard let pass, by Reverb's rule computed here once more.</summary>
    public void Moved(SimShard shard, long inserts, bool drew)
    {
        var (machine, plan) = (shard.Machine, shard.Plan);
        double middle = plan.SamplesPerInsert * plan.Start, balance = (machine.Inserts * plan.SamplesPerInsert) - machine.Samples;
        long ledger = 0;
        foreach (long counter in shard.Replay.Ledger.Counters) ledger += counter;
        if (!(machine.Inserts == ledger)) throw Wrong($"{shard}: {machine.Inserts} inserts counted, {ledger} in the ledger");
        if (!(machine.Samples == machine.NextUpdate * plan.RowsPerUpdate)) throw Wrong($"{shard}: {machine.Samples} samples counted for {machine.NextUpdate} updates");
        if (!(machine.Waiting <= plan.Environments * plan.InFlight)) throw Wrong($"{shard}: too many steps wait");
        for (int task = plan.FirstTask; task < plan.FirstTask + plan.Tasks; task++)
        {
            for (int copy = 0; copy < plan.Copies; copy++) if (!(shard.Replay.Ledger.Next(task, copy) <= plan.Rounds)) throw Wrong($"{shard}: more rows than the run has");
        }

        if (machine.Inserts > inserts && machine.Inserts > plan.Start)
            if (!(balance <= middle + plan.ErrorBuffer + 1e-9)) throw Wrong($"{shard}: inserts ran ahead to {balance} beyond {middle}");
        if (drew && !machine.Full)
            if (!(machine.Inserts >= plan.Start && balance >= middle - plan.ErrorBuffer - 1e-9)) throw Wrong($"{shard}: samples ran ahead to {balance} below {middle}");
    }

    /// <summary>The learner makes an update: no evaluation is later than it may be.</summary>
    public void Updating(long updates)
    {
        if (updates >= world.Settings.UpdatesAfter(world.Settings.Rounds)) throw Wrong("an update beyond the run");
    }

    /// <summary>A checkpoint is committed: it is whole, its counters are those of its parts, and no history was forgotten.</summary>
    public void Committed(CheckpointManifest manifest)
    {
        var learner = LearnerBlob.Read(world.Blobs, manifest.Learner);
        if (!(learner.Updates == manifest.Counters["updates"])) throw Wrong("the manifest counts other updates than the learner");
        for (int shard = 0; shard < manifest.ReplayShards.Count; shard++)
        {
            var plan = ShardPlan.Of(world.Settings, shard);
            using var replay = ReplayShard.Restore(manifest.ReplayShards[shard], world.Blobs.OpenRead);
            CheckRows(shard, plan, replay);
        }

        if (_commits is [.., var before])
        {
            if (!(manifest.Number > before.Manifest.Number && manifest.FencingEpoch >= before.Manifest.FencingEpoch)) throw Wrong("commits out of order");
            // Either the same learner goes on, or one that began with that commit or with a later one of its own.
            if (!(learner.Life == before.Learner.Life || learner.Source == before.Manifest.Number)) throw Wrong($"commit {manifest.Number} forgets commit {before.Manifest.Number}");
            if (!(learner.Updates >= before.Learner.Updates)) throw Wrong("updates went back");
            if (!(manifest.Round >= before.Manifest.Round)) throw Wrong("rounds went back");
        }

        _commits.Add((manifest, learner));
    }

    /// <summary>Whether a run may end with this failure.</summary>
    public static bool Expects(string failure) => failure.Contains("in quarantine", StringComparison.Ordinal);

    /// <summary>What holds at any time.</summary>
    public void Check()
    {
        foreach (var node in world.Nodes)
        {
            foreach (var part in node.Hosted)
            {
                if (part is SimWorker worker) if (!(worker.Machine.InFlight <= worker.Environments * world.Settings.Async!.InFlight)) throw Wrong($"{worker}: too many in flight");
                if (part is SimLearner learner) if (!(learner.Machine.Waiting <= world.Settings.Replay.Shards * world.Settings.Async!.Prefetch)) throw Wrong($"{learner}: too many batches wait");
            }
        }
    }

    /// <summary>What holds once the run has ended.</summary>
    public void CheckEnd()
    {
        var kept = new RetentionPolicy(world.Settings.Checkpoint.KeepLast, world.Settings.Checkpoint.KeepEvery).Kept(world.Journal.Committed());
        foreach (var manifest in kept)
        {
            foreach (var blob in manifest.Blobs())
                if (!world.Blobs.Exists(blob)) throw Wrong($"{blob} of checkpoint {manifest.Number} is gone");
        }

        if (!world.Journal.Finished) return;
        var (last, learner) = _commits[^1];
        var settings = world.Settings;
        if (!(learner.Updates == settings.UpdatesAfter(settings.Rounds))) throw Wrong($"{learner.Updates} updates at the end");
        var quarantined = AsyncCounters.QuarantinedIn(last).ToHashSet();
        for (int shard = 0; shard < last.ReplayShards.Count; shard++)
        {
            var plan = ShardPlan.Of(settings, shard);
            for (int i = 0; i < plan.Environments; i++)
            {
                long rows = last.ReplayShards[shard].Inserts[i];
                if (!(rows == settings.Rounds || quarantined.Contains(plan.FirstEnvironment + i))) throw Wrong($"environment {plan.FirstEnvironment + i} has {rows} rows at the end");
            }
        }

        var history = EvaluationHistory.Read(world.Blobs, last.EvaluationHistory!).Select(static result => result.Round).ToArray();
        var due = new List<long>();
        if (learner.Updates > 0)
        {
            for (long round = 1; round <= settings.Rounds; round++) if (_evaluations.Takes(round)) due.Add(round);
        }

        if (!(history.SequenceEqual(due))) throw Wrong($"evaluated {string.Join(",", history)}, not {string.Join(",", due)}");
    }

    // Each row is where its ledger says, once, in order; a trajectory has no holes but where a shard went back to a checkpoint.
    private void CheckRows(int shard, ShardPlan plan, ReplayShard replay)
    {
        for (int task = plan.FirstTask; task < plan.FirstTask + plan.Tasks; task++)
        {
            var ring = replay.Ring(task);
            var made = new HashSet<float>();
            var last = new (long Row, Incarnation Incarnation, int Trajectory, int Step)[plan.Copies];
            for (long number = 0; number < ring.Appended; number++)
            {
                var row = ring.Row(number);
                int copy = (int)row[0] - (task * plan.Copies), step = (int)row[2];
                var (incarnation, trajectory) = _stretches[(int)row[1]];
                ref var before = ref last[copy];
                if (!made.Add(row[AsyncWorld.Layout.ActionOffset])) throw Wrong($"environment {row[0]}: step {trajectory}/{step} is there twice");
                if (before.Row > 0)
                {
                    if (!(incarnation >= before.Incarnation)) throw Wrong($"environment {row[0]}: a step of {incarnation} behind {before.Incarnation}");
                    bool follows = trajectory == before.Trajectory ? step == before.Step + 1 : step == 0;
                    // A state that was handed back may be handed on a second time, by a coordinator that does not know of the first.
                    bool again = trajectory == before.Trajectory && incarnation > before.Incarnation && step <= before.Step;
                    bool skips = step > (trajectory == before.Trajectory ? before.Step : 0)
                        && (_restarts.Contains((shard, task, copy, before.Row)) || _switched.Contains(trajectory));
                    if (!follows && !again && !skips) throw Wrong($"environment {row[0]}, row {before.Row}: step {trajectory}/{step} behind {before.Trajectory}/{before.Step}");
                }

                before = (before.Row + 1, incarnation, trajectory, step);
            }

            for (int copy = 0; copy < plan.Copies; copy++)
                if (!(last[copy].Row == replay.Ledger.Next(task, copy))) throw Wrong($"environment {copy} of task {task} has {last[copy].Row} rows, its ledger {replay.Ledger.Next(task, copy)}");
        }
    }

    private InvalidOperationException Wrong(string what) => new($"{what}\n{world.Story}");
}
