namespace MtrlAkka.Replay;

/// <summary>
/// One transition as a row of float32: observation, action, reward, terminated (0 or 1), next observation.
/// This is how rings store it, how segments hold it on disk and how messages carry it.
/// </summary>
/// <param name="Observation">Numbers of an observation; at least 1.</param>
/// <param name="Action">Numbers of an action; at least 1.</param>
public sealed record TransitionLayout(int Observation, int Action)
{
    /// <summary>Meta-World's: 39 numbers observed, 4 acted, 84 a row.</summary>
    public static TransitionLayout MetaWorld { get; } = new(39, 4);

    /// <summary>Numbers of an observation.</summary>
    public int Observation { get; } = AtLeastOne(Observation, nameof(Observation));

    /// <summary>Numbers of an action.</summary>
    public int Action { get; } = AtLeastOne(Action, nameof(Action));

    /// <summary>Where the action begins within a row.</summary>
    public int ActionOffset => Observation;

    /// <summary>Where the reward is.</summary>
    public int RewardOffset => Observation + Action;

    /// <summary>Where the terminated flag is.</summary>
    public int TerminatedOffset => RewardOffset + 1;

    /// <summary>Where the next observation begins.</summary>
    public int NextObservationOffset => RewardOffset + 2;

    /// <summary>Numbers of a row.</summary>
    public int RowLength => (2 * Observation) + Action + 2;

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => RowLength * sizeof(float);

    /// <summary>Packs a transition into a row of <see cref="RowLength"/> numbers.</summary>
    /// <exception cref="ArgumentException">A span has another length than the layout says.</exception>
    public void Pack(
        Span<float> row,
        ReadOnlySpan<float> observation,
        ReadOnlySpan<float> action,
        float reward,
        bool terminated,
        ReadOnlySpan<float> nextObservation)
    {
        if (row.Length != RowLength || observation.Length != Observation || action.Length != Action || nextObservation.Length != Observation)
            throw new ArgumentException($"a transition of lengths {observation.Length}, {action.Length}, {nextObservation.Length} into {row.Length} is not of {this}");
        observation.CopyTo(row);
        action.CopyTo(row[ActionOffset..]);
        row[RewardOffset] = reward;
        row[TerminatedOffset] = terminated ? 1 : 0;
        nextObservation.CopyTo(row[NextObservationOffset..]);
    }

    private static int AtLeastOne(int value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "a transition has at least one number of each kind");
}
