using System.Globalization;
using System.Runtime.InteropServices;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.Physics;
using Spectre.Console;

namespace MtrlAkka.Cli.Runs;

/// <summary>A run in this process, from its start to its end or to Ctrl-C.</summary>
public static class TrainingSession
{
    // What shells report of a process that Ctrl-C ended.
    private const int Interrupted = 130;
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs until all rounds are done or someone interrupts.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="mujoco">Path of the MuJoCo library, or null to look for it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RunFolder folder, RunConfiguration configuration, string? mujoco)
    {
        var library = MuJoCoLibrary.Load(mujoco);
        TorchRuntime.ParseDevice(configuration.Settings.Learner.Device);
        TorchRuntime.Threads = configuration.Settings.Learner.Threads;
        long? resumeStep = null;
        if (File.Exists(folder.Journal))
        {
            var journal = await RunJournal.ReadAsync(folder).ConfigureAwait(false);
            resumeStep = (journal.Committed.Count == 0 ? 0 : journal.Committed[^1].Round) * configuration.Settings.EnvironmentCount;
            if (journal.Finished)
            {
                Console.WriteLine($"run {folder.Name} is finished: all {configuration.Settings.Rounds} rounds are done");
                return 0;
            }
        }

        using var logging = new RunLogging(folder.Path);
        bool live = TrainingDisplay.IsTerminal(AnsiConsole.Console);
        RunEnded ended;
        await using (var display = new TrainingDisplay(AnsiConsole.Console, live, PlainInterval, TimeProvider.System))
        {
            logging.ConsoleLine = display.Note;
            logging.ConsoleLevel = Serilog.Events.LogEventLevel.Fatal;
            using var face = new RunFace(folder, display, resumeStep);
            await using var host = await RunHost.StartAsync(folder, configuration, library, face, logging.AddTo).ConfigureAwait(false);
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

        var last = ended.Evaluations[^1];
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
