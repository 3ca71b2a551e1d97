namespace MtrlAkka.Load.Floors;

/// <summary>What a floor is compared with.</summary>
public enum FloorKind
{
    /// <summary>What a scenario moves each second when its clients wait for their answers; the ratio is better the higher it is.</summary>
    Rate,

    /// <summary>The median time of service of one request; the ratio is better the lower it is.</summary>
    Time,
}

/// <summary>How well something much plainer does the same work on this machine, measured in the same run.</summary>
/// <param name="Name">A short name in lower case, words joined by hyphens.</param>
/// <param name="Description">What was measured.</param>
/// <param name="Value">The scenario's unit a second, or milliseconds.</param>
/// <param name="Kind">What it is compared with.</param>
public sealed record Floor(string Name, string Description, double Value, FloorKind Kind);
