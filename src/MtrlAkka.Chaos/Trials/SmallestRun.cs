using MtrlAkka.Chaos.Plans;

namespace MtrlAkka.Chaos.Trials;

/// <summary>
/// A run that costs next to nothing and is whole all the same: episodes end, the replay's rings turn, updates and evaluations
/// overlap the environments, and checkpoints come every second or so.
/// </summary>
public static class SmallestRun
{
    /// <summary>The preset that it starts from, of three tasks.</summary>
    public const string Preset = "quick";

    /// <summary>Environments of the run.</summary>
    public const int Environments = 6;

    /// <summary>What is set over the preset for a mode.</summary>
    public static IReadOnlyList<string> SettingsOf(RunMode mode) => mode == RunMode.Async ? [.. Settings, "run.mode=async"] : Settings;

    private static readonly string[] Settings =
    [
        "environments.copies=2", "environments.horizon=60", "environments.threads=1", "replay.capacity=500", "replay.shards=2",
        "checkpoint.interval=100", "evaluation.interval=400", "evaluation.episodes=1", "learner.warm-start-rounds=100", "learner.updates-per-round=1",
        "learner.batch-per-task=16", "learner.actor.width=16", "learner.critic.width=16", "learner.threads=1",
    ];
}
