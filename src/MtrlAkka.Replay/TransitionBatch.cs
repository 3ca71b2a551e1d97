namespace MtrlAkka.Replay;

/// <summary>
/// Transitions as one array for each field, rows in the same order in all: what a learner takes.
/// The arrays are made once, pinned, and filled again and again.
/// </summary>
public sealed class TransitionBatch
{
    /// <summary>A batch of so many rows, all zero.</summary>
    public TransitionBatch(TransitionLayout layout, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Layout = layout;
        Rows = rows;
        Observations = Pinned(rows * layout.Observation);
        Actions = Pinned(rows * layout.Action);
        Rewards = Pinned(rows);
        Terminated = Pinned(rows);
        NextObservations = Pinned(rows * layout.Observation);
    }

    /// <summary>The sizes of the fields.</summary>
    public TransitionLayout Layout { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>[rows, observation], row-major.</summary>
    public float[] Observations { get; }

    /// <summary>[rows, action], row-major.</summary>
    public float[] Actions { get; }

    /// <summary>[rows].</summary>
    public float[] Rewards { get; }

    /// <summary>[rows], 0 or 1.</summary>
    public float[] Terminated { get; }

    /// <summary>[rows, observation], row-major.</summary>
    public float[] NextObservations { get; }

    /// <summary>All rows as spans.</summary>
    public TransitionColumns Columns => new()
    {
        Layout = Layout,
        Observations = Observations,
        Actions = Actions,
        Rewards = Rewards,
        Terminated = Terminated,
        NextObservations = NextObservations,
    };

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);
}

/// <summary>Spans over the fields of a batch, wherever they lie: in a <see cref="TransitionBatch"/> or in a message being written.</summary>
public readonly ref struct TransitionColumns
{
    /// <summary>The sizes of the fields.</summary>
    public required TransitionLayout Layout { get; init; }

    /// <summary>[rows, observation], row-major.</summary>
    public required Span<float> Observations { get; init; }

    /// <summary>[rows, action], row-major.</summary>
    public required Span<float> Actions { get; init; }

    /// <summary>[rows].</summary>
    public required Span<float> Rewards { get; init; }

    /// <summary>[rows], 0 or 1.</summary>
    public required Span<float> Terminated { get; init; }

    /// <summary>[rows, observation], row-major.</summary>
    public required Span<float> NextObservations { get; init; }

    /// <summary>The rows from a first one on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not so many rows are there.</exception>
    public TransitionColumns Slice(int firstRow, int rows) => new()
    {
        Layout = Layout,
        Observations = Observations.Slice(firstRow * Layout.Observation, rows * Layout.Observation),
        Actions = Actions.Slice(firstRow * Layout.Action, rows * Layout.Action),
        Rewards = Rewards.Slice(firstRow, rows),
        Terminated = Terminated.Slice(firstRow, rows),
        NextObservations = NextObservations.Slice(firstRow * Layout.Observation, rows * Layout.Observation),
    };
}
