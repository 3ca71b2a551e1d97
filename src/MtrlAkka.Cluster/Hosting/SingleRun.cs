using Akka.Actor;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>The queue of a process that is there for one run.</summary>
internal sealed class SingleRun(OpenRun open, TaskCompletionSource<RunEnded> ended) : IRunQueue
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names => ended.Task.IsCompleted ? [] : [open.Context.RunId];

    /// <inheritdoc/>
    public int Submit(string run) => throw new SettingsException($"this process is there for the run {open.Context.RunId} alone");

    /// <inheritdoc/>
    public Task<OpenRun> OpenFirstAsync(IActorRef director) => Task.FromResult(open);

    /// <inheritdoc/>
    public void Ended(RunEnded run) => ended.TrySetResult(run);
}
