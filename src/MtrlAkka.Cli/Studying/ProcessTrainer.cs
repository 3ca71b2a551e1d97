using System.Diagnostics;
using MtrlAkka.Chaos.Processes;
using MtrlAkka.Cli.Nodes;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Cli.Studying;

/// <summary>
/// Trains batches of a study, each in a process of its own that resumes its runs: what breaks there, be it native code, costs an attempt and
/// not the study. The processes end with this one, however it ends.
/// </summary>
/// <param name="study">The study's folder.</param>
/// <param name="mujoco">Path of the MuJoCo library, or null to look for it.</param>
internal sealed class ProcessTrainer(StudyFolder study, string? mujoco) : IStudyTrainer, IDisposable
{
    // The shell only points the output at the files and becomes the program: the process keeps its id.
    private const string IntoFiles = "exec \"$@\" </dev/null >>\"$MTRL_STUDY_LOG\" 2>\"$MTRL_STUDY_ERRORS\"";

    // Of a process that was asked to end before it listened.
    private const int Terminated = 128 + 15;

    // A session of its own: Ctrl-C is for this process, which asks the others to end.
    private static readonly string[] Apart = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];
    private readonly ProcessStarter _starter = new();
    private readonly StudyRunFolders _folders = new(study, null);
    private readonly Dictionary<int, Process> _processes = [];
    private bool _stopping;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunOutcome>> TrainAsync(StudyBatch batch)
    {
        RunFolder[] folders = [.. batch.Seeds.Select(seed => _folders.Make(batch.Cell, seed))];
        string[] open = [.. folders.Where(static folder => !RunJournal.Read(folder).Finished).Select(static folder => folder.Name)];
        if (open.Length == 0) return [.. folders.Select(static folder => new RunOutcome(folder.Name, RunOutcomeKind.Finished))];
        string log = Path.Combine(study.Path, "logs", batch.Cell.Key);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        if (Start(batch.Number, open, log) is not { } process) return [.. folders.Select(static folder => new RunOutcome(folder.Name, RunOutcomeKind.Stopped))];
        using (process)
        {
            await process.WaitForExitAsync().ConfigureAwait(false);
            bool stopped;
            lock (_processes)
            {
                _processes.Remove(batch.Number);
                stopped = _stopping && process.ExitCode is (TrainingSession.Interrupted or Terminated);
            }

            string[] errors = File.Exists(Errors(log)) ? await File.ReadAllLinesAsync(Errors(log)).ConfigureAwait(false) : [];
            return [.. folders.Select(folder => RunJournal.Read(folder).Finished ? new RunOutcome(folder.Name, RunOutcomeKind.Finished)
                : stopped ? new RunOutcome(folder.Name, RunOutcomeKind.Stopped)
                : new RunOutcome(folder.Name, RunOutcomeKind.Failed, ProcessFailure.Reason(folder.Name, process.ExitCode, errors)))];
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        lock (_processes)
        {
            _stopping = true;
            foreach (var process in _processes.Values.Where(static process => !process.HasExited)) Signals.SendTerminate(process.Id);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _starter.Dispose();

    private static string Errors(string log) => log + ".errors";

    private Process? Start(int batch, IEnumerable<string> runs, string log)
    {
        string[] library = mujoco is null ? [] : ["--mujoco", mujoco];
        string[] command = [.. Apart, .. OwnProgram.CommandLine, "resume", .. runs, "--runs-dir", study.Runs, .. library];
        var start = new ProcessStartInfo("/bin/sh", ["-c", IntoFiles, "sh", .. ProcessStarter.Bind(command)]);
        (start.Environment["MTRL_STUDY_LOG"], start.Environment["MTRL_STUDY_ERRORS"]) = (log + ".log", Errors(log));
        lock (_processes)
        {
            if (_stopping) return null;
            var process = _starter.Start(start);
            _processes.Add(batch, process);
            return process;
        }
    }
}
