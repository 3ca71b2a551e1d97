using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Async;

/// <summary>
/// What one replay shard lets in and hands out over a whole asynchronous run. Every batch takes as many rows of each task, so
/// each shard can keep samples and inserts together by itself.
/// </summary>
/// <param name="FirstTask">Its first task.</param>
/// <param name="Tasks">Number of its tasks.</param>
/// <param name="Copies">Environments of each task.</param>
/// <param name="BatchPerTask">Rows of each task in a batch.</param>
/// <param name="SamplesPerInsert">Rows sampled for each row inserted after the warm start.</param>
/// <param name="Start">Rows inserted before the first sample.</param>
/// <param name="ErrorBuffer">How far either side may run ahead, in sampled rows.</param>
/// <param name="Rounds">Rows of each environment in the whole run.</param>
/// <param name="InFlight">Rows of one environment that may wait to be let in.</param>
public sealed record ShardPlan(
    int FirstTask, int Tasks, int Copies, int BatchPerTask, double SamplesPerInsert, long Start, double ErrorBuffer, long Rounds, int InFlight)
{
    // Shares of the warm start, and updates or vector steps, that the error buffer has where no one says otherwise.
    private const double WarmStartShare = 0.1;
    private const double LeastMultiple = 16;

    /// <summary>Environments whose rows it keeps.</summary>
    public int Environments => Tasks * Copies;

    /// <summary>Rows of each task before the first sample.</summary>
    public long WarmStartRows => Start / Tasks;

    /// <summary>Index of the first of them in the run.</summary>
    public int FirstEnvironment => FirstTask * Copies;

    /// <summary>Rows that it gives for one update.</summary>
    public int RowsPerUpdate => Tasks * BatchPerTask;

    /// <summary>The least error buffer with which it can never come to a standstill, in vector steps.</summary>
    public double LeastErrorBuffer => Math.Max(SamplesPerInsert, RowsPerUpdate) / (SamplesPerInsert * Environments);

    /// <summary>The plan of a shard.</summary>
    /// <param name="settings">Those of an asynchronous run.</param>
    /// <param name="shard">Index of the shard.</param>
    public static ShardPlan Of(RunSettings settings, int shard)
    {
        var (first, end) = settings.ShardTasks(shard);
        var learner = settings.Learner;
        int copies = settings.Environments.Copies, tasks = end - first, batch = learner.Sac.BatchPerTask;
        double samples = (double)(settings.Async!.SamplesPerInsert ?? (decimal)learner.UpdatesPerRound * batch / copies);
        var plan = new ShardPlan(
            first, tasks, copies, batch, samples, learner.WarmStartRounds * tasks * copies, 0, settings.Rounds, settings.Async.InFlight);
        double steps = settings.Async.ErrorBuffer
            ?? Math.Max(WarmStartShare * learner.WarmStartRounds, LeastMultiple * Math.Max(1, plan.LeastErrorBuffer));
        return plan with { ErrorBuffer = steps * samples * plan.Environments };
    }

    /// <summary>A limiter that has let nothing pass.</summary>
    /// <exception cref="ArgumentOutOfRangeException">With this error buffer both sides could wait for ever.</exception>
    public SampleToInsertRatio CreateLimiter() => new(SamplesPerInsert, Start, ErrorBuffer, 1, RowsPerUpdate);
}
