using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Load.Traffic;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Batches;

/// <summary>What goes into a shard, and whether what is drawn from it is some of that.</summary>
/// <param name="settings">The run's.</param>
/// <param name="inserting">Whether a further row of each environment comes with each batch.</param>
/// <param name="bytes">Bytes of a batch's message.</param>
internal sealed class BatchTraffic(RunSettings settings, bool inserting, int bytes)
{
    private readonly RecordedRounds _rounds = new(settings);
    private long _acknowledged;

    public int Environments => settings.EnvironmentCount;

    public bool Inserting => inserting;

    public int Bytes => bytes;

    /// <summary>Batches asked for ahead of those that came, as a learner does.</summary>
    public int Ahead => settings.Async!.Prefetch;

    /// <summary>Rows of each environment that the shard said it has.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>What was wrong besides single answers.</summary>
    public Complaints Notes { get; } = new();

    public RecordedRounds Rounds => _rounds;

    public void Acknowledge(long rows) => Interlocked.Exchange(ref _acknowledged, rows);

    /// <summary>A row of each environment.</summary>
    public StepRows Steps(EnvironmentKey[] environments, long number)
    {
        int count = environments.Length, length = TransitionLayout.MetaWorld.RowLength;
        float[] rows = new float[count * length];
        long[] numbers = new long[count], versions = new long[count];
        Array.Fill(numbers, number);
        Array.Fill(versions, -1L);
        for (int i = 0; i < count; i++) _rounds.Pack(environments[i].Environment, number, rows.AsSpan(i * length, length));
        return new StepRows([.. environments.Select(static key => key.Environment)], [.. environments.Select(static key => key.Incarnation.Value)], numbers, versions, [], rows);
    }

    /// <summary>What is wrong with a batch; null: each task has its share of rows, and all of them were sent and belong to it.</summary>
    /// <param name="batch">The batch; one environment for each task.</param>
    /// <param name="sent">Rows of each environment that were sent.</param>
    public string? Wrong(TransitionBatch batch, long sent)
    {
        int perTask = settings.Learner.Sac.BatchPerTask, size = TransitionLayout.MetaWorld.Observation;
        if (batch.Rows != settings.Environments.Tasks.Count * perTask) return "a batch of another size";
        for (int row = 0; row < batch.Rows; row++)
        {
            int task = row / perTask;
            long number = (long)batch.Rewards[row];
            if (number < 0 || number >= sent || RecordedRounds.Reward(number) != batch.Rewards[row]) return "a row that was never sent";
            // All numbers of some rows, two of the others: enough to find rows of another task, and cheap.
            int some = row % 16 == 0 ? size : 1;
            if (!batch.Observations.AsSpan(row * size, some).SequenceEqual(_rounds.Observation(task, number).AsSpan(0, some))
                || !batch.NextObservations.AsSpan(row * size, some).SequenceEqual(_rounds.Observation(task, number + 1).AsSpan(0, some)))
                return "a row of another task or time";
        }

        return null;
    }
}
