using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>The queue of a process that is there for one run.</summary>
internal sealed class SingleRun(RunContext context, JournalLocation journal, string configuration, RunMeter meter, TaskCompletionSource<RunEnded> ended) : IRunQueue
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names => ended.Task.IsCompleted ? [] : [context.RunId];

    /// <inheritdoc/>
    public int Submit(string run) => throw new SettingsException($"this process is there for the run {context.RunId} alone");

    /// <inheritdoc/>
    public OpenRun OpenFirst() => new(context, journal, Leased: false, configuration, meter, static () => null, static () => { });

    /// <inheritdoc/>
    public void Ended(RunEnded run) => ended.TrySetResult(run);
}
