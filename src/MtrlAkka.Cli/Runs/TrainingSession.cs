using System.Runtime.InteropServices;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Dashboard;
using MtrlAkka.Dashboard.Links;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;
using Spectre.Console;

namespace MtrlAkka.Cli.Runs;

/// <summary>A run in this process, or several with one learner, from start to end or to Ctrl-C.</summary>
public static class TrainingSession
{
    // What shells report of a process that Ctrl-C ended.
    internal const int Interrupted = 130;
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    /// <summary>Loads what a run needs of this machine, before anything is written.</summary>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="mujoco">Path of the MuJoCo library, or null to look for it.</param>
    /// <exception cref="MuJoCoException">There is no usable MuJoCo.</exception>
    /// <exception cref="MetaWorldException">A scene is missing.</exception>
    /// <exception cref="SettingsException">There is no such device.</exception>
    public static MuJoCoLibrary Require(RunConfiguration configuration, string? mujoco)
    {
        var settings = configuration.Settings;
        var library = MuJoCoLibrary.Load(mujoco);
        foreach (string task in settings.Environments.Tasks) TaskCatalog.RequireScene(task, settings.Environments.Assets);
        try
        {
            TorchRuntime.ParseDevice(settings.Learner.Device);
        }
        catch (ArgumentException error)
        {
            throw new SettingsException($"mtrl.learner.device: {error.Message}", error);
        }

        TorchRuntime.Threads = settings.Learner.Threads;
        return library;
    }

    /// <summary>Runs until all rounds are done or someone interrupts.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="library">The MuJoCo library.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="RunLockedException">Another process has the run.</exception>
    public static Task<int> RunAsync(RunFolder folder, RunConfiguration configuration, MuJoCoLibrary library) =>
        RunAsync([(folder, configuration)], library);

    /// <summary>Runs several until all rounds of each are done or someone interrupts. They share one learner (<see cref="SharedLearner"/>).</summary>
    /// <param name="runs">Folder and configuration of each.</param>
    /// <param name="library">The MuJoCo library.</param>
    /// <param name="http">Port of health and metrics; 0: any free one for each run; null: none.</param>
    /// <param name="page">Where the live page is; null: there is none.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="RunLockedException">Another process has one of the runs.</exception>
    /// <exception cref="SettingsException">The runs cannot share a learner, or a port cannot be had.</exception>
    public static async Task<int> RunAsync(
        IReadOnlyList<(RunFolder Folder, RunConfiguration Configuration)> runs, MuJoCoLibrary library, int? http = null, DashboardOptions? page = null)
    {
        var open = new List<SessionRun>();
        var ended = new RunEnded[runs.Count];
        try
        {
            foreach (var (folder, configuration) in runs)
            {
                if (SessionRun.Open(folder, configuration) is { } run) open.Add(run);
                else Console.WriteLine($"run {folder.Name} is finished: all {configuration.Settings.Rounds} rounds are done");
            }

            if (open.Count == 0) return 0;
            await RunAsync(open, library, http, page, ended).ConfigureAwait(false);
        }
        finally
        {
            foreach (var run in open) await run.DisposeAsync().ConfigureAwait(false);
        }

        return open.Count == 1
            ? RunReport.Write(open[0].Folder, open[0].Configuration, ended[0])
            : RunReport.Write([.. open.Select((run, index) => (run.Folder, run.Configuration, ended[index]))]);
    }

    private static async Task RunAsync(List<SessionRun> open, MuJoCoLibrary library, int? http, DashboardOptions? page, RunEnded[] ended)
    {
        using var shared = open.Count > 1 ? new SharedLearner([.. open.Select(static run => run.Configuration.Settings)]) : null;
        bool live = TrainingDisplay.IsTerminal(AnsiConsole.Console);
        string[] names = shared is null ? [] : [.. open.Select(static run => run.Folder.Name)];
        await using var display = new TrainingDisplay(AnsiConsole.Console, live, PlainInterval, TimeProvider.System, names);
        var link = new HostLink();
        int signals = 0;
        void Signalled(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref signals) > 1) Environment.Exit(Interrupted);
            display.Note("stopping after a checkpoint; a second Ctrl-C ends at once and loses the rounds since the last one");
            foreach (var run in open) run.Stop();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Signalled);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Signalled);
        // It shows the runs to their end, and goes before the actors that it asks.
        var server = page is null ? null : await DashboardServer.StartAsync(page, link, open[0].AddLog).ConfigureAwait(false);
        try
        {
            foreach (string line in server?.Lines ?? []) display.Note(line);
            for (int i = 0; i < open.Count; i++)
            {
                await open[i].StartAsync(display, library, shared is null ? null : (shared, i), http, link).ConfigureAwait(false);
                if (Volatile.Read(ref signals) > 0) open[i].Stop();
            }

            await Task.WhenAll(open.Select(async (run, index) => ended[index] = await run.EndAsync().ConfigureAwait(false))).ConfigureAwait(false);
        }
        finally
        {
            if (server is not null) await server.DisposeAsync().ConfigureAwait(false);
            // Before the display and the shared learner, which they use to the last.
            foreach (var run in open) await run.DisposeAsync().ConfigureAwait(false);
        }
    }
}
