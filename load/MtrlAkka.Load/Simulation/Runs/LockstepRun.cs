using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Learning;
using MtrlAkka.Load.Simulation.Kernel;
using MtrlAkka.Replay;
using TransitionBatch = MtrlAkka.Replay.TransitionBatch;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>A lockstep run: rounds are put together by <see cref="RoundAssembly"/> and counted by <see cref="RoundClock"/>, as in a real one.</summary>
public sealed class LockstepRun : SimulatedRun
{
    private const long Epoch = 1;
    private const string Worker = "policy", Learner = "learner", Coordinator = "coordinator";
    private static readonly float[] Observed = new float[TransitionLayout.MetaWorld.Observation];
    private static readonly Transition Row = new(0, Observed, default, 0, Observed, Terminated: false);
    private readonly ShardPart[] _shards;
    private readonly LearnerPart _learner;

    internal LockstepRun(RunSettings settings, ClusterShape shape, RunCosts costs, BulkSettings bulk, ulong seed)
        : base(settings, shape, costs, bulk, seed)
    {
        _learner = Add(new LearnerPart(this));
        _ = Add(new CoordinatorPart(this));
        _shards = [.. ShardNodes.Select((node, shard) => Add(new ShardPart(this, node, shard)))];
        for (int worker = 0; worker < WorkerNodes.Count; worker++)
        {
            if (EnvironmentsOf(worker) is { Count: > 0 } environments) Add(new WorkerPart(this, WorkerNodes[worker], environments)).Tell(new Begin());
        }
    }

    /// <inheritdoc/>
    public override long Steps => _shards.Sum(static shard => shard.Rows);

    /// <inheritdoc/>
    public override long Updates => _learner.Updates;

    private static string ShardName(int shard) => $"replay-{shard}";

    private sealed record Begin;

    private sealed record Continue;

    private sealed record Stepped(int Environment);

    private sealed class WorkerPart(LockstepRun run, SimulatedNode node, IReadOnlyList<int> environments)
        : SimulatedPart(node, Worker, run.Costs.Figures, run.Clock)
    {
        private readonly (Station Pool, WaitClock Waits) _own = run.AddWorker(node, environments.Count);
        private long _round;
        private long _newest = run.Settings.Learner.WarmStartRounds;
        private int _missing;

        protected override Work Handle(object message)
        {
            switch (message)
            {
                case Stepped:
                    double kept = Figures.Answer;
                    if (--_missing > 0) return new Work(kept);
                    Deliver();
                    _round++;
                    return new Work(kept + TryStep());
                case PublishPolicy publish:
                    _newest = publish.Version.Round;
                    Node.Loans.GiveBack(new PolicyRetired(Epoch, publish.Version));
                    return new Work(run.Costs.CopyPolicy + (_missing == 0 ? TryStep() : 0));
                default:
                    return new Work(TryStep());
            }
        }

        // The seconds that it takes.
        private double TryStep()
        {
            long warm = run.Settings.Learner.WarmStartRounds;
            bool acts = _round >= warm;
            bool ready = !acts || _newest >= Math.Max(warm, _round - run.Settings.Staleness);
            _own.Waits.Is(ready ? WaitingFor.Nothing : WaitingFor.Weights);
            if (!ready) return 0;
            _missing = environments.Count;
            long round = _round;
            foreach (int environment in environments)
                After(() => _own.Pool.Take(run.StepSeconds(environment, round) + Figures.Message, () => Tell(new Stepped(environment))));
            return acts ? run.Costs.Act(environments.Count) : 0;
        }

        private void Deliver()
        {
            for (int shard = 0; shard < run.ShardNodes.Count; shard++)
            {
                var (first, end) = run.Settings.ShardTasks(shard);
                EnvironmentStepped[] steps =
                [
                    .. environments.Where(environment => run.Settings.TaskOf(environment) >= first && run.Settings.TaskOf(environment) < end)
                        .Select(environment => new EnvironmentStepped(environment, Epoch, _round, Row, Observed, null, ReturnRange.Unknown)),
                ];
                if (steps.Length > 0) Tell(run.ShardNodes[shard], ShardName(shard), new AppendRound(Epoch, _round, steps));
            }
        }
    }

    private sealed class ShardPart : SimulatedPart
    {
        private readonly LockstepRun _run;
        private readonly int _shard;
        private readonly int _rows;
        private readonly RoundAssembly _rounds;
        private readonly TransitionBatch _batch;
        private long _round;

        public ShardPart(LockstepRun run, SimulatedNode node, int shard)
            : base(node, ShardName(shard), run.Costs.Figures, run.Clock)
        {
            (_run, _shard) = (run, shard);
            var (first, end) = run.Settings.ShardTasks(shard);
            _rows = (end - first) * run.Settings.Learner.Sac.BatchPerTask;
            _rounds = new RoundAssembly((end - first) * run.Settings.Environments.Copies);
            _batch = new TransitionBatch(TransitionLayout.MetaWorld, _rows);
        }

        public long Rows { get; private set; }

        protected override Work Handle(object message)
        {
            _rounds.Add((AppendRound)message);
            double seconds = 0;
            for (; _rounds.TryTake(_round, out var steps); _round++)
            {
                Rows += steps.Count;
                seconds += steps.Count * Figures.Append;
                long end = _run.Settings.UpdatesAfter(_round + 1);
                for (long update = _run.Settings.UpdatesAfter(_round); update < end; update++)
                {
                    seconds += _rows * Figures.Sample;
                    Tell(_run.LearnerNode, Learner, new BatchDrawn(Epoch, update, _shard, _batch, []));
                }

                Tell(_run.LearnerNode, Coordinator, new RoundAppended(Epoch, _shard, _round));
            }

            return new Work(seconds);
        }
    }

    private sealed class LearnerPart(LockstepRun run) : SimulatedPart(run.LearnerNode, Learner, run.Costs.Figures, run.Clock)
    {
        private readonly Queue<BatchDrawn>[] _arrived = [.. run.ShardNodes.Select(static _ => new Queue<BatchDrawn>())];
        private bool _going;

        public long Updates { get; private set; }

        private bool CanUpdate => Array.TrueForAll(_arrived, static queue => queue.Count > 0);

        protected override Work Handle(object message)
        {
            if (message is BatchDrawn drawn)
            {
                _arrived[drawn.Shard].Enqueue(drawn);
                GoOn();
                return new Work(0);
            }

            foreach (var queue in _arrived)
            {
                var used = queue.Dequeue();
                if (used.Update != Updates) throw new InvalidOperationException($"shard {used.Shard} drew update {used.Update} where {Updates} is next");
                run.LearnerNode.Loans.GiveBack(new BatchUsed(used.Samples));
            }

            Updates++;
            double seconds = run.Costs.UpdateSeconds + (run.Costs.BatchBytes * Figures.CopyByte);
            if (Updates % run.Settings.Learner.UpdatesPerRound == 0) seconds += CompleteRound();
            _going = false;
            After(GoOn);
            return new Work(seconds, Threads: run.Costs.Threads);
        }

        private double CompleteRound()
        {
            long round = run.Settings.Learner.WarmStartRounds + (Updates / run.Settings.Learner.UpdatesPerRound);
            var publish = new PublishPolicy(Epoch, new PolicyVersion(round, run.Weights with { Version = Updates }));
            for (int worker = 0; worker < run.WorkerNodes.Count; worker++)
                if (worker < run.Settings.EnvironmentCount) Tell(run.WorkerNodes[worker], Worker, publish);
            Tell(run.LearnerNode, Coordinator, new RoundLearned(Epoch, round - 1, null));
            return run.Costs.CopyPolicy;
        }

        private void GoOn()
        {
            run.LearnerWaits.Is(CanUpdate || _going ? WaitingFor.Nothing : WaitingFor.Batches);
            if (_going || !CanUpdate) return;
            _going = true;
            Tell(new Continue());
        }
    }

    private sealed class CoordinatorPart(LockstepRun run) : SimulatedPart(run.LearnerNode, Coordinator, run.Costs.Figures, run.Clock)
    {
        private readonly RoundClock _rounds = new(
            run.Settings.Rounds,
            run.Settings.Learner.WarmStartRounds,
            run.Settings.Rounds,
            new EvaluationSchedule(0, run.Settings.Learner.WarmStartRounds, run.Settings.Rounds),
            run.ShardNodes.Count,
            0);

        protected override Work Handle(object message)
        {
            if (message is RoundAppended appended) _rounds.Appended(appended.Shard, appended.Round);
            else if (message is RoundLearned learned) _rounds.Learned(learned.Round);
            return new Work(0);
        }
    }
}
