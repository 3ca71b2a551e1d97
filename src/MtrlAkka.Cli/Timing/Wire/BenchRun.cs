using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>The run whose messages are measured; both processes make it from the same few figures.</summary>
/// <param name="Tasks">A benchmark.</param>
/// <param name="Copies">Environments of each task.</param>
internal sealed record BenchRun(string Tasks, int Copies)
{
    /// <summary>Rounds that are in the replay before batches are drawn: more than a processor's caches keep.</summary>
    public const int Filled = 2000;

    private const int Capacity = 10_000;

    /// <summary>Its configuration where no batch is drawn.</summary>
    public RunConfiguration Inserting => Load(warmStart: 1_000_000_000);

    /// <summary>Its configuration where each round behind the first ones has a batch drawn.</summary>
    public RunConfiguration Drawing => Load(Filled);

    /// <summary>What an actor of the run is given; it must not be asked for checkpoints.</summary>
    public static RunContext Context(RunConfiguration configuration, MuJoCoLibrary library) =>
        RunContext.Create("bench", configuration, library, new DirectoryBlobStore(Path.GetTempPath(), readOnly: true), CancellationToken.None);

    private RunConfiguration Load(long warmStart) => RunConfiguration.Load(
        "mt50",
        [
            $"environments.benchmark={Tasks}", FormattableString.Invariant($"environments.copies={Copies}"),
            FormattableString.Invariant($"replay.capacity={Capacity}"), FormattableString.Invariant($"learner.warm-start-rounds={warmStart}"),
        ]);
}
