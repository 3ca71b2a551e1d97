namespace MtrlAkka.Learning;

/// <summary>
/// A batch of transitions on the host, grouped by task: row = task · BatchPerTask + i. It holds no one-hot, the learner
/// knows the groups. Meant to be filled again and again: the arrays never move and never change length.
/// </summary>
public sealed class TransitionBatch
{
    /// <summary>An empty batch for these settings.</summary>
    public TransitionBatch(SacSettings settings)
        : this(settings.Tasks, settings.BatchPerTask, settings.ObservationSize, settings.ActionSize)
    {
    }

    /// <summary>An empty batch.</summary>
    /// <param name="tasks">Groups of rows.</param>
    /// <param name="batchPerTask">Rows of a group.</param>
    /// <param name="observationSize">Numbers in an observation.</param>
    /// <param name="actionSize">Numbers in an action.</param>
    public TransitionBatch(int tasks, int batchPerTask, int observationSize, int actionSize)
    {
        (Tasks, BatchPerTask, ObservationSize, ActionSize) = (tasks, batchPerTask, observationSize, actionSize);
        float[] Array(int columns) => GC.AllocateArray<float>(tasks * batchPerTask * columns, pinned: true);
        Observations = Array(observationSize);
        Actions = Array(actionSize);
        Rewards = Array(1);
        NextObservations = Array(observationSize);
        Terminated = Array(1);
        ReturnExtents = GC.AllocateArray<float>(tasks, pinned: true);
        ReturnExtents.AsSpan().Fill(float.PositiveInfinity);
    }

    /// <summary>Groups of rows.</summary>
    public int Tasks { get; }

    /// <summary>Rows of a group.</summary>
    public int BatchPerTask { get; }

    /// <summary>Numbers in an observation.</summary>
    public int ObservationSize { get; }

    /// <summary>Numbers in an action.</summary>
    public int ActionSize { get; }

    /// <summary>All rows.</summary>
    public int Rows => Tasks * BatchPerTask;

    /// <summary>[rows, observation size].</summary>
    public float[] Observations { get; }

    /// <summary>[rows, action size], in [-1, 1].</summary>
    public float[] Actions { get; }

    /// <summary>[rows], as the environments gave them.</summary>
    public float[] Rewards { get; }

    /// <summary>
    /// [tasks]: the largest absolute discounted return that each task has shown (<see cref="ReturnRange.Extent"/>), infinite before its
    /// first; read only where rewards are normalised.
    /// </summary>
    public float[] ReturnExtents { get; }

    /// <summary>[rows, observation size]; at an episode's end the true final observation.</summary>
    public float[] NextObservations { get; }

    /// <summary>[rows]: 1 where the transition ended in a terminal state (a time limit is none), else 0.</summary>
    public float[] Terminated { get; }
}
