using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Nodes;

/// <summary>A run that a director leads.</summary>
/// <param name="Context">What its coordinator needs.</param>
/// <param name="Journal">Where its journal is.</param>
/// <param name="Leased">Whether whoever leads it has to take its lease before; false where the process has the run for itself already.</param>
/// <param name="Configuration">Its effective configuration as HOCON.</param>
/// <param name="Meter">Its figures.</param>
/// <param name="Progress">Where it stands, as last shown; null before the first time. Any thread may ask.</param>
/// <param name="Close">Gives up what was opened for it: files, locks.</param>
public sealed record OpenRun(RunContext Context, JournalLocation Journal, bool Leased, string Configuration, RunMeter Meter, Func<ProgressSnapshot?> Progress, Action Close);

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
    /// <exception cref="JournalUnreachableException">Its journal is out of reach; it may be led later.</exception>
    /// <exception cref="Exception">It cannot be led here; the message says why.</exception>
    OpenRun OpenFirst();

    /// <summary>The first run has ended; it is out of the queue.</summary>
    void Ended(RunEnded ended);
}
