namespace MtrlAkka.MetaWorld;

/// <summary>What an environment is made from.</summary>
public sealed record EnvironmentSettings
{
    /// <summary>Name of a task, such as <c>reach-v3</c> or <c>reach</c>.</summary>
    public required string Task { get; init; }

    /// <summary>Meta-World's assets folder (with <c>sawyer_xyz</c>), or null for this project's own scenes.</summary>
    public string? AssetsDirectory { get; init; }

    /// <summary>Whether observations end with the goal, as in multi-task runs; zeros take its place otherwise.</summary>
    public bool GoalObserved { get; init; } = true;

    /// <summary>Which rewards are paid; belongs into every record of a run.</summary>
    public RewardVersion Reward { get; init; } = RewardVersion.V2;

    /// <summary>Steps an episode; the last one is truncated.</summary>
    public int Horizon { get; init; } = 500;

    /// <summary>
    /// Whether the first success ends an episode (terminated), as in evaluation. In training nothing does, so that a
    /// learner bootstraps through the horizon.
    /// </summary>
    public bool TerminateOnSuccess { get; init; }

    /// <summary>
    /// Goals that episodes take turns at by chance where the caller names none: so many of the seed, as in the benchmark;
    /// null draws each afresh from the task's ranges.
    /// </summary>
    public int? Goals { get; init; } = 50;

    /// <summary>Seed of the goals.</summary>
    public uint Seed { get; init; }
}
