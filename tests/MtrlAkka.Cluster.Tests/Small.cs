using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>A run that is whole but over in a second or two: the ring turns, episodes end, evaluations overlap.</summary>
internal static class Small
{
    private static readonly string[] Settings =
    [
        "environments.copies=1", "learner.updates-per-round=1", "run.rounds=120", "run.staleness=0", "checkpoint.interval=20", "evaluation.interval=40", "evaluation.episodes=2",
        "environments.horizon=25", "environments.goals=5", "environments.threads=1", "replay.capacity=50", "metrics.interval=10",
        "learner.warm-start-rounds=30", "learner.batch-per-task=8", "learner.actor.width=16", "learner.critic.width=16", "learner.threads=1",
    ];

    /// <summary>All that BRC has and others do not.</summary>
    public static string[] Brc { get; } =
    [
        "environments.copies=2", "learner.updates-per-round=2", "learner.critic-loss=categorical", "learner.actor.architecture=bro",
        "learner.critic.architecture=bro", "learner.task-embedding=4", "learner.return-normalisation=on", "learner.temperature-shared=true",
        "learner.temperature-loss=alpha", "learner.target-entropy=-2", "learner.weight-decay=0.0001", "learner.actor.depth=1", "learner.critic.depth=1",
    ];

    public static RunConfiguration Configuration(params string[] settings) => RunConfiguration.Load("quick", [.. Settings, .. settings]);

    /// <summary>A context for plain classes; without a library only for those that simulate nothing.</summary>
    public static RunContext Context(RunConfiguration configuration, MuJoCoLibrary? library = null, IBlobStore? blobs = null)
    {
        var settings = configuration.Settings;
        return new RunContext(
            "small",
            settings,
            library!,
            GoalTable.Create(settings.Environments.Tasks, settings.Seed, settings.Environments.Goals!.Value),
            blobs ?? new MemoryBlobStore(),
            new Provenance("0", "0", "0", "v2", settings.Seed, configuration.Hash, "0"),
            TimeProvider.System,
            CancellationToken.None);
    }

    /// <summary>The library as users find it; without one the test says so and is over.</summary>
    public static MuJoCoLibrary? Library(ITestOutputHelper output)
    {
        try
        {
            return MuJoCoLibrary.Load(null);
        }
        catch (MuJoCoException error)
        {
            output.WriteLine($"skipped: {error.Message}");
            return null;
        }
    }
}
