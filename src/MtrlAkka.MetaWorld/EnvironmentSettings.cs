namespace MtrlAkka.MetaWorld;

/// <summary>What an environment is made from. Rewards are the benchmark's version 2.</summary>
public sealed record EnvironmentSettings
{
    /// <summary>The benchmark's version of the rewards; belongs into a run's record.</summary>
    public const string RewardVersion = "v2";

    /// <summary>Name of a task, such as <c>reach-v3</c> or <c>reach</c>.</summary>
    public required string Task { get; init; }

    /// <summary>Meta-World's assets folder (with <c>sawyer_xyz</c>), or null for this project's own scenes.</summary>
    public string? AssetsDirectory { get; init; }

    /// <summary>Whether observations end with the goal, as in multi-task runs; zeros take its place otherwise.</summary>
    public bool GoalObserved { get; init; } = true;

    /// <summary>Steps an episode; the last one is truncated.</summary>
    public int Horizon { get; init; } = 500;
}
