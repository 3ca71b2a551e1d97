using MtrlAkka.Cli.Nodes;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Cli.Studying;

/// <summary>Has a cluster train the runs of a study, each as <c>cluster run</c> would.</summary>
/// <param name="client">The cluster.</param>
/// <param name="study">The study's folder.</param>
/// <param name="runsDirectory">The folder that keeps the cluster's runs.</param>
internal sealed class ClusterTrainer(ClusterClient client, StudyFolder study, string runsDirectory) : IStudyTrainer, IDisposable
{
    private readonly StudyRunFolders _folders = new(study, runsDirectory);
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunOutcome>> TrainAsync(StudyBatch batch)
    {
        List<RunOutcome> outcomes = [];
        foreach (uint seed in batch.Seeds) outcomes.Add(await TrainAsync(batch.Cell, seed).ConfigureAwait(false));
        return outcomes;
    }

    /// <summary>Leaves what is under way to the cluster.</summary>
    public void Stop() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task<RunOutcome> TrainAsync(StudyCell cell, uint seed)
    {
        string run = cell.RunName(seed);
        if (_stopping.IsCancellationRequested) return new RunOutcome(run, RunOutcomeKind.Stopped);
        var folder = _folders.Make(cell, seed);
        try
        {
            if (!RunJournal.Read(folder).Finished)
            {
                await client.SubmitAsync(folder.Name).ConfigureAwait(false);
                await RunWatch.UntilEndedAsync(client, folder.Name, static _ => { }, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return new RunOutcome(run, RunOutcomeKind.Stopped);
        }

        var ended = RunWatch.Ended(folder);
        return ended.Finished ? new RunOutcome(run, RunOutcomeKind.Finished)
            : new RunOutcome(run, RunOutcomeKind.Failed, ended.Failure ?? "the cluster has stopped it");
    }
}
