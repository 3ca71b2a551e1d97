using System.Runtime.InteropServices;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using Spectre.Console;

namespace MtrlAkka.Cli.Nodes;

/// <summary>Follows a run that a cluster does, from beside it.</summary>
internal static class RunWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), PlainInterval = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromMinutes(2);

    /// <summary>Shows the cluster until the run has ended there, or a person wants no more.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="folder">The run.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <returns>The exit code, as of a run in this process.</returns>
    public static async Task<int> FollowAsync(ClusterClient client, RunFolder folder, RunConfiguration configuration)
    {
        using var detached = new CancellationTokenSource();
        void Signalled(PosixSignalContext context)
        {
            context.Cancel = true;
            detached.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Signalled);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Signalled);
        try
        {
            var display = new ClusterDisplay(AnsiConsole.Console, TrainingDisplay.IsTerminal(AnsiConsole.Console), PlainInterval, TimeProvider.System);
            await using (display.ConfigureAwait(false))
            {
                await UntilEndedAsync(client, folder.Name, display.Show, detached.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"the run {folder.Name} goes on in the cluster: ./mtrl cluster status shows it, ./mtrl cluster stop ends it");
            return TrainingSession.Interrupted;
        }

        return RunReport.Write(folder, configuration, Ended(folder));
    }

    /// <summary>Waits until a cluster has a run no more, neither under way nor in its queue.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="run">Name of the run.</param>
    /// <param name="show">Is given each status.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="SettingsException">Nobody there has answered for minutes.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public static async Task UntilEndedAsync(ClusterClient client, string run, Action<ClusterStatus> show, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(Interval);
        long heard = TimeProvider.System.GetTimestamp();
        while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            ClusterStatus status;
            try
            {
                status = await client.StatusAsync().ConfigureAwait(false);
            }
            // The director may be on its way to another node.
            catch (SettingsException) when (TimeProvider.System.GetElapsedTime(heard) < Patience)
            {
                continue;
            }

            heard = TimeProvider.System.GetTimestamp();
            show(status);
            if (status.Run?.Name != run && !status.Queue.Contains(run)) return;
        }
    }

    /// <summary>How a run of a cluster ended, as its folder and journal tell.</summary>
    public static RunEnded Ended(RunFolder folder)
    {
        var journal = RunJournal.Read(folder);
        var last = journal.Committed.Count > 0 ? journal.Committed[^1] : null;
        IReadOnlyList<EvaluationResult> history = last?.EvaluationHistory is { } blob ? EvaluationHistory.Read(SavedRun.Open(folder).Blobs, blob) : [];
        string? failure = !journal.Finished && File.Exists(folder.Failure) ? File.ReadAllText(folder.Failure) : null;
        return new RunEnded(last?.Round ?? 0, journal.Finished, history, failure);
    }
}
