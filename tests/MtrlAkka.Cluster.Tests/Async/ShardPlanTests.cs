using CsCheck;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>What an asynchronous run is to do in all, and how far its parts may run ahead of each other.</summary>
public class ShardPlanTests
{
    private static readonly RunSettings Base = Small.Configuration("run.mode=async").Settings;

    private static readonly Gen<RunSettings> Runs =
        from samples in Gen.OneOf(Gen.Const((decimal?)null), Gen.Int[1, 4000].Select(static hundredths => (decimal?)hundredths / 100))
        from copies in Gen.Int[1, 5]
        from batch in Gen.Int[1, 9]
        from warmStart in Gen.Int[1, 30]
        from more in Gen.Int[0, 60]
        from shards in Gen.Int[1, 3]
        select Base with
        {
            Rounds = warmStart + more,
            Environments = Base.Environments with { Copies = copies },
            Replay = Base.Replay with { Shards = shards },
            Learner = Base.Learner with { WarmStartRounds = warmStart, Sac = Base.Learner.Sac with { BatchPerTask = batch } },
            Async = new AsyncSettings(samples, null, 1, 1),
        };

    [Fact]
    public void Rounds_and_updates_fit_each_other() => Runs.Sample(static run =>
    {
        long last = 0;
        for (long round = 0; round <= run.Rounds; round++)
        {
            long updates = run.UpdatesAfter(round);
            Assert.InRange(updates, last, long.MaxValue);
            if (round <= run.Learner.WarmStartRounds) Assert.Equal(0, updates);
            // The rounds that an update belongs to begin where it is due.
            if (updates > 0) Assert.InRange(run.RoundsAfter(updates), run.Learner.WarmStartRounds + 1, round);
            Assert.InRange(run.RoundsLearned(updates), Math.Max(round, run.Learner.WarmStartRounds) < run.Rounds ? round : 0, run.Rounds);
            Assert.Equal(updates, Math.Max(updates, run.UpdatesAfter(run.RoundsLearned(updates))));
            last = updates;
        }

        Assert.Equal(run.Rounds, run.RoundsLearned(run.UpdatesAfter(run.Rounds)));
    });

    [Fact]
    public void Whatever_is_ahead_a_shard_reaches_its_end_by_itself() => Gen.Select(Runs, Gen.Int).Sample(static (run, seed) =>
    {
        var chance = new Random(seed);
        for (int shard = 0; shard < run.Replay.Shards; shard++)
        {
            var plan = ShardPlan.Of(run, shard);
            var limiter = plan.CreateLimiter();
            long inserts = plan.Rounds * plan.Environments, updates = run.UpdatesAfter(run.Rounds);
            for (int turn = 0; limiter.Inserts < inserts || limiter.Samples < updates * plan.RowsPerUpdate; turn++)
            {
                bool inserted = false, sampled = false, first = chance.Next(2) == 0;
                if (first || chance.Next(4) > 0) inserted = limiter.Inserts < inserts && limiter.TryInsert();
                if (!first || chance.Next(4) > 0) sampled = limiter.Samples < updates * plan.RowsPerUpdate && limiter.TrySample(plan.RowsPerUpdate);
                Assert.True(turn < 1_000_000, $"{limiter.Save()} of {inserts} and {updates * plan.RowsPerUpdate}");
                if (inserted || sampled) continue;
                bool any = (limiter.Inserts < inserts && limiter.TryInsert())
                    || (limiter.Samples < updates * plan.RowsPerUpdate && limiter.TrySample(plan.RowsPerUpdate));
                Assert.True(any, $"both wait at {limiter.Save()} of {inserts} and {updates * plan.RowsPerUpdate}");
            }
        }
    }, iter: 200);

    [Fact]
    public void The_least_error_buffer_is_the_least() => Runs.Sample(static run =>
    {
        var plan = ShardPlan.Of(run, 0);
        double rows = plan.LeastErrorBuffer * plan.SamplesPerInsert * plan.Environments;
        _ = (plan with { ErrorBuffer = rows * 1.000001 }).CreateLimiter();
        Assert.Throws<ArgumentOutOfRangeException>(() => (plan with { ErrorBuffer = rows * 0.999 }).CreateLimiter());
    });

    [Fact]
    public void Every_evaluation_follows_the_one_before_it() => Gen.Select(Gen.Long[0, 30], Gen.Long[1, 20], Gen.Long[1, 80]).Sample(static (interval, warmStart, total) =>
    {
        var schedule = new EvaluationSchedule(interval, warmStart, total);
        var due = Enumerable.Range(1, (int)total).Select(static round => (long)round).Where(schedule.Takes).ToArray();
        for (long round = 0; round < total; round++) Assert.Equal(due.First(one => one > round), schedule.Next(round));
        Assert.Equal(total, schedule.Next(total));
    });
}
