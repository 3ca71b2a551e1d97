namespace MtrlAkka.Learning;

/// <summary>Settings of periodic resets (<see cref="PeriodicReset"/>).</summary>
public sealed record ResetSettings
{
    /// <summary>What <see cref="Part"/> may be.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["all", "heads"];

    /// <summary>Updates between resets; 0: none.</summary>
    public long Interval { get; init; }

    /// <summary><c>all</c>: the whole network; <c>heads</c>: its output layer.</summary>
    public string Part { get; init; } = "all";

    /// <summary>There are no resets after this update; 0: they never end.</summary>
    public long Last { get; init; }
}
