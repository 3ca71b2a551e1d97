using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Numerics;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Simulation.Measuring;

/// <summary>Times what a shard does with rows that come in and rows that are drawn.</summary>
internal sealed class ShardMeter : IAsyncShardHost
{
    private const int RowsKept = 20_000;

    /// <inheritdoc/>
    public void Tell(PartAddress to, object message)
    {
        // Nobody waits for marks here.
    }

    /// <inheritdoc/>
    public void Draw(PartAddress learner, long update)
    {
        // Drawing is timed by itself.
    }

    /// <summary>Seconds of letting a row in.</summary>
    /// <param name="settings">An asynchronous run of one shard, whose limiter lets rows in as they come.</param>
    public double Append(RunSettings settings)
    {
        var plan = ShardPlan.Of(settings, 0);
        using var replay = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, plan.Tasks - 1, plan.Copies, RowsKept));
        Incarnation self = Incarnation.Of(1, 1), incarnation = Incarnation.Of(1, 2);
        PartAddress learner = new("learner", RunPart.Learner, 0, Incarnation.Of(1, 3)), worker = new("worker", RunPart.Policy, 0, Incarnation.Of(1, 4));
        var shard = new AsyncShard(plan, 0, self, replay, [], this);
        int count = plan.Environments;
        int[] environments = [.. Enumerable.Range(0, count)];
        shard.On(new Roster(1, 1, learner, [new PartAddress("replay", RunPart.Replay, 0, self)], null, [worker], [], 0, 0, Paused: false));
        shard.On(new ClaimEnvironments(self, worker, [.. environments.Select(environment => new EnvironmentKey(environment, incarnation))]));
        shard.On(new DrawBatches(self, learner, 0, 0, long.MaxValue / 2, Again: false));
        long[] incarnations = new long[count], numbers = new long[count], versions = new long[count];
        Array.Fill(incarnations, incarnation.Value);
        Array.Fill(versions, -1);
        float[] rows = new float[count * TransitionLayout.MetaWorld.RowLength];
        var append = new AppendSteps(self, new StepRows(environments, incarnations, numbers, versions, [], rows));
        long round = 0;
        double seconds = Fastest.Of(20, Math.Max(1, 4000 / count), times =>
        {
            for (int i = 0; i < times; i++)
            {
                Array.Fill(numbers, round++);
                shard.On(append);
            }
        });
        if (shard.Inserts != round * count) throw new InvalidOperationException($"{shard.Inserts} rows were let in where {round * count} came");
        return seconds / count;
    }

    /// <summary>Seconds of drawing a row from rings that no cache holds.</summary>
    public static double Sample()
    {
        const int Tasks = 10, PerTask = 128;
        using var replay = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, Tasks - 1, 1, RowsKept));
        float[] row = new float[TransitionLayout.MetaWorld.RowLength];
        for (int task = 0; task < Tasks; task++)
            for (int number = 0; number < RowsKept; number++) replay.AppendRound([new InsertKey(task, 0, number)], row);
        var batch = new TransitionBatch(TransitionLayout.MetaWorld, Tasks * PerTask);
        var random = new CounterRandom(1, 1);
        ulong step = 0;
        return Fastest.Of(20, 20, times =>
        {
            for (int i = 0; i < times; i++) replay.SampleInto(batch.Columns, PerTask, random, step++);
        }) / batch.Rows;
    }
}
