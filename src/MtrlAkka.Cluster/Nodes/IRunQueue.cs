using Akka.Actor;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Nodes;

/// <summary>A run that a director leads.</summary>
/// <param name="Context">What its coordinator needs.</param>
/// <param name="Configuration">Its effective configuration as HOCON.</param>
/// <param name="Meter">Its figures.</param>
/// <param name="Journal">Where its journal is.</param>
/// <param name="Progress">Where it stands, as last shown; null before the first time. Any thread may ask.</param>
/// <param name="Close">Gives up what was opened for it: files, locks, the lease.</param>
public sealed record OpenRun(RunContext Context, string Configuration, RunMeter Meter, JournalLocation Journal, Func<ProgressSnapshot?> Progress, Func<ValueTask> Close);

/// <summary>The runs that a cluster is to do, in their order. The first one is the one under way.</summary>
public interface IRunQueue
{
    /// <summary>Names of the runs, in their order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Puts a run at the end, if it is not there yet.</summary>
    /// <returns>Runs before it.</returns>
    /// <exception cref="Configuration.SettingsException">It cannot be led here; the message says why.</exception>
    int Submit(string run);

    /// <summary>Opens the first run.</summary>
    /// <param name="director">Told when the journal is out of reach, and when someone else takes the run over.</param>
    /// <exception cref="Configuration.SettingsException">It cannot be led; the message says why.</exception>
    /// <exception cref="IOException">It cannot be led now: someone else has it.</exception>
    /// <exception cref="InvalidDataException">It cannot be led now: its journal is out of reach.</exception>
    Task<OpenRun> OpenFirstAsync(IActorRef director);

    /// <summary>The first run has ended; it is out of the queue.</summary>
    void Ended(RunEnded ended);
}
