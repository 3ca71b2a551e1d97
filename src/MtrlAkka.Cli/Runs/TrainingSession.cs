using System.Globalization;
using System.Runtime.InteropServices;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;
using Spectre.Console;

namespace MtrlAkka.Cli.Runs;

/// <summary>A run in this process, from its start to its end or to Ctrl-C.</summary>
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
    public static async Task<int> RunAsync(RunFolder folder, RunConfiguration configuration, MuJoCoLibrary library)
    {
        // Before any file of the run is opened: another process may be writing to them.
        var runLock = RunLock.Take(folder.Path);
        var journal = RunJournal.Read(folder);
        if (journal.Finished)
        {
            runLock.Dispose();
            Console.WriteLine($"run {folder.Name} is finished: all {configuration.Settings.Rounds} rounds are done");
            return 0;
        }

        long? resumeStep = File.Exists(folder.Journal)
            ? (journal.Committed is [.., var last] ? last.Round : 0) * configuration.Settings.EnvironmentCount
            : null;
        using var logging = new RunLogging(folder.Path);
        bool live = TrainingDisplay.IsTerminal(AnsiConsole.Console);
        RunEnded ended;
        await using (var display = new TrainingDisplay(AnsiConsole.Console, live, PlainInterval, TimeProvider.System))
        {
            logging.ConsoleLine = display.Note;
            logging.ConsoleLevel = Serilog.Events.LogEventLevel.Fatal;
            using var face = new RunFace(folder, display, resumeStep);
            // Figures of two reward versions must not be mixed, so the files of figures say which one theirs is.
            if (resumeStep is null) face.Write(0, [("run/reward_version", (int)configuration.Settings.Environments.Reward)]);
            await using var host = await RunHost.StartAsync(folder, configuration, library, face, logging.AddTo, held: runLock).ConfigureAwait(false);
            int signals = 0;
            void Signalled(PosixSignalContext context)
            {
                context.Cancel = true;
                if (Interlocked.Increment(ref signals) > 1) Environment.Exit(Interrupted);
                display.Note("stopping after a checkpoint; a second Ctrl-C ends at once and loses the rounds since the last one");
                host.Stop();
            }

            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Signalled);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Signalled);
            ended = await host.Ended.ConfigureAwait(false);
        }

        return Report(folder, configuration, ended);
    }

    private static int Report(RunFolder folder, RunConfiguration configuration, RunEnded ended)
    {
        if (ended.Failure is { } failure)
        {
            Console.Error.WriteLine($"mtrl: {failure}");
            return 1;
        }

        if (!ended.Finished)
        {
            Console.WriteLine($"stopped after round {ended.Round} of {configuration.Settings.Rounds}; ./mtrl resume {folder.Name} goes on");
            return Interrupted;
        }

        if (ended.Evaluations is not [.., var last])
        {
            Console.WriteLine($"{ended.Round} rounds are done; there was no update to evaluate, the run is in {folder.Path}");
            return 0;
        }

        for (int task = 0; task < last.Tasks.Count; task++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{configuration.Settings.Environments.Tasks[task],-28} success {last.Tasks[task].SuccessRate:0.00}  return {last.Tasks[task].MeanReturn:0.0}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean success {last.MeanSuccessRate:0.000} after {ended.Round} rounds; the run is in {folder.Path}"));
        return 0;
    }
}
