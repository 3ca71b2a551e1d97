namespace MtrlAkka.Cluster.Chaos;

/// <summary>A run as small as it can be and whole all the same: the replay's ring turns, episodes end, evaluations overlap the training.</summary>
internal static class SmallRun
{
    public const int CheckpointInterval = 30;

    /// <summary>What is set over the preset "quick".</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        $"checkpoint.interval={CheckpointInterval}", "evaluation.interval=80", "evaluation.episodes=1", "environments.copies=1", "learner.updates-per-round=1",
        "environments.horizon=40", "replay.capacity=100", "learner.warm-start-rounds=20", "learner.batch-per-task=8", "learner.actor.width=16",
        "learner.critic.width=16", "learner.threads=1", "environments.threads=1",
    ];

    /// <summary>The command line that trains it.</summary>
    public static string[] Train(string runs, string name, int rounds, params IEnumerable<string> more) =>
        ["train", "quick", "--runs-dir", runs, "--run", name, "--rounds", $"{rounds}", .. Settings.Concat(more).SelectMany(static setting => new[] { "--set", setting })];
}
