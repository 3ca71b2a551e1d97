using System.Runtime.InteropServices;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;
using Spectre.Console;

namespace MtrlAkka.Cli.Studying;

/// <summary>Work at a study in this process, from where it is to its end or to Ctrl-C.</summary>
internal static class StudySession
{
    private const int Failed = 1;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), PlainInterval = TimeSpan.FromSeconds(30);

    /// <summary>Works at the study.</summary>
    /// <param name="folder">The study's folder, which has its definition.</param>
    /// <param name="trainer">Who trains.</param>
    /// <param name="limits">How much is under way at a time.</param>
    /// <param name="anewFailed">Whether runs that have failed are tried anew.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">Another process is at work on the study, or it cannot go on with this program.</exception>
    public static async Task<int> RunAsync(StudyFolder folder, IStudyTrainer trainer, StudyGridLimits limits, bool anewFailed)
    {
        var definition = StudyDefinition.Read(folder);
        definition.RequireUnchanged();
        StudyEnded ended;
        var display = new StudyDisplay(AnsiConsole.Console, ScreenDisplay.IsTerminal(AnsiConsole.Console), PlainInterval, TimeProvider.System);
        await using (display.ConfigureAwait(false))
        {
            var face = new StudyFace(folder, definition, display, TimeProvider.System);
            var host = StudyHost.Start(folder, limits, anewFailed, trainer, face);
            await using (host.ConfigureAwait(false))
            {
                ended = await EndAsync(host, display, face).ConfigureAwait(false);
                // Those that go on without the study would keep their runs from the next one.
                if (ended.Failure is not null) trainer.Stop();
            }
        }

        return Report(folder, ended);
    }

    private static async Task<StudyEnded> EndAsync(StudyHost host, StudyDisplay display, StudyFace face)
    {
        int signals = 0;
        void Signalled(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref signals) > 1) Environment.Exit(TrainingSession.Interrupted);
            display.Note("stopping after checkpoints; a second Ctrl-C ends at once and loses the rounds since the last ones");
            host.Stop();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Signalled);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Signalled);
        while (!host.Ended.IsCompleted)
        {
            face.Refresh();
            await Task.WhenAny(host.Ended, Task.Delay(Look)).ConfigureAwait(false);
        }

        face.Refresh();
        return await host.Ended.ConfigureAwait(false);
    }

    private static int Report(StudyFolder folder, StudyEnded ended)
    {
        if (ended.Failure is { } failure)
        {
            Console.Error.WriteLine($"mtrl: {failure}");
            return Failed;
        }

        int finished = ended.Runs.Count(static run => run.State == StudyRunState.Finished);
        foreach (string line in StudyText.Failures(ended.Runs)) Console.Error.WriteLine($"mtrl: {line}");
        Console.WriteLine($"{finished} of {ended.Runs.Count} runs are finished; the study is in {folder.Path}");
        if (ended.Runs.Any(static run => run.State is StudyRunState.Waiting or StudyRunState.Running))
        {
            Console.WriteLine($"./mtrl study resume {folder.Name} goes on");
            return TrainingSession.Interrupted;
        }

        if (finished == ended.Runs.Count) return 0;
        Console.WriteLine($"./mtrl study resume {folder.Name} --retry-failed tries the others again");
        return Failed;
    }
}
