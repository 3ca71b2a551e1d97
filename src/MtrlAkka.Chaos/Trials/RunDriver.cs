using MtrlAkka.Chaos.Processes;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Chaos.Trials;

/// <summary>Has the cluster train one run after the other, as a user would: by the program's own command, which waits for the end.</summary>
/// <param name="options">The trial.</param>
/// <param name="cluster">The cluster.</param>
/// <param name="expected">The fingerprint that each run must end with, or null where it may have any.</param>
/// <param name="tell">Is told what happens, in lines.</param>
public sealed class RunDriver(ChaosOptions options, ChaosCluster cluster, RunFingerprint? expected, Action<string> tell)
{
    /// <summary>Exit code of a command whose run was stopped.</summary>
    private const int Stopped = 130;

    private static readonly TimeSpan ResumePause = TimeSpan.FromSeconds(3);
    private readonly List<RunAudit> _audits = [];
    private readonly List<string> _ended = [];
    private readonly List<string> _violations = [];
    private bool _stopping;

    /// <summary>The run under way, or null between two.</summary>
    public RunAudit? Current { get; private set; }

    /// <summary>Runs that ended as they should, with their rounds.</summary>
    public IReadOnlyList<string> Ended => _ended;

    /// <summary>All runs so far.</summary>
    public IReadOnlyList<RunAudit> Audits => _audits;

    /// <summary>Runs that did not end as they should, a line for each.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Trains until no further run shall begin.</summary>
    /// <param name="another">Whether a further run shall begin.</param>
    /// <param name="excused">Whether a run may have ended early, so that it has to be resumed.</param>
    /// <param name="stop">Gives up the run under way.</param>
    public async Task DriveAsync(Func<bool> another, Func<bool> excused, CancellationToken stop)
    {
        do
        {
            string name = FormattableString.Invariant($"chaos-{_audits.Count + 1}");
            var audit = new RunAudit(new RunFolder(Path.Combine(Path.GetFullPath(options.Runs), name)), options.Shape.Mode);
            _audits.Add(audit);
            Current = audit;
            tell($"run {name} is submitted");
            var (exitCode, line) = await CommandAsync(
                ["run", options.Preset, "--run", name, .. cluster.Database.RunArguments, .. options.AllSettings.SelectMany(static setting => new[] { "--set", setting })],
                stop).ConfigureAwait(false);
            while (exitCode != 0 && !_stopping && excused())
            {
                tell($"run {name} ended with exit code {exitCode} ({line}), and is resumed");
                await Task.Delay(ResumePause, stop).ConfigureAwait(false);
                (exitCode, line) = await CommandAsync(["resume", name], stop).ConfigureAwait(false);
            }

            Current = null;
            if (!End(audit, exitCode, line)) return;
        }
        while (another());
    }

    /// <summary>Has the run under way end after a checkpoint; <see cref="DriveAsync"/> ends with it.</summary>
    public async Task StopAsync(CancellationToken stop)
    {
        _stopping = true;
        var (exitCode, line) = await ProgramProcess.RunAsync(
            [.. options.Program, "cluster", "stop", .. Seeds], cluster.Environment, stop).ConfigureAwait(false);
        if (exitCode != 0) _violations.Add($"the run cannot be stopped: {line}");
    }

    /// <summary>Trains the same run in one process to which nothing happens, for its fingerprint.</summary>
    /// <exception cref="InvalidDataException">It does not end.</exception>
    public static async Task<RunFingerprint> TrainUndisturbedAsync(
        ChaosOptions options, IReadOnlyDictionary<string, string> environment, CancellationToken stop)
    {
        const string Name = "undisturbed";
        var (exitCode, line) = await ProgramProcess.RunAsync(
            [
                .. options.Program, "train", options.Preset, "--run", Name, "--runs-dir", options.Runs,
                .. options.AllSettings.SelectMany(static setting => new[] { "--set", setting }),
            ],
            environment,
            stop).ConfigureAwait(false);
        return exitCode == 0
            ? Invariants.RunEnds.FingerprintOf(new RunFolder(Path.Combine(Path.GetFullPath(options.Runs), Name)))
            : throw new InvalidDataException($"the undisturbed run ended with exit code {exitCode}: {line}");
    }

    private IEnumerable<string> Seeds => cluster.Seeds.SelectMany(static seed => new[] { "--seed", seed });

    private Task<(int ExitCode, string LastLine)> CommandAsync(IEnumerable<string> arguments, CancellationToken stop) => ProgramProcess.RunAsync(
        [.. options.Program, "cluster", .. arguments, "--runs-dir", options.Runs, .. Seeds], cluster.Environment, stop);

    // Whether another run may follow.
    private bool End(RunAudit audit, int exitCode, string line)
    {
        string name = audit.Folder.Name;
        if (exitCode == Stopped && _stopping)
        {
            audit.LookAtEnd(finished: false, expected: null);
            long round = Invariants.RunLook.At(audit.Folder).Committed is [.., var last] ? last.Round : 0;
            _ended.Add(FormattableString.Invariant($"{name} stopped at round {round}"));
            tell($"run {_ended[^1]}");
            return false;
        }

        if (exitCode != 0)
        {
            _violations.Add($"run {name}: its command ended with exit code {exitCode}: {line}");
            tell(_violations[^1]);
            return false;
        }

        audit.LookAtEnd(finished: true, expected);
        _ended.Add(FormattableString.Invariant($"{name} at round {options.Rounds}"));
        tell($"run {name} is finished{(audit.Violations.Count == 0 ? "" : $", with {audit.Violations.Count} violations")}");
        return true;
    }
}
