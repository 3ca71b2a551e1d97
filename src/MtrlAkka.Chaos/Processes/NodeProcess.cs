using System.Diagnostics;
using System.Globalization;

namespace MtrlAkka.Chaos.Processes;

/// <summary>How a node's process ended.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Process">Id of the process.</param>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where one ended it.</param>
/// <param name="Expected">Whether it was told to end, or killed by us.</param>
public sealed record NodeExit(string Node, int Process, int ExitCode, bool Expected);

/// <summary>One life of a node: a process of the program.</summary>
public sealed class NodeProcess : IDisposable
{
    // The shell only points the output at the log and becomes the program: the process keeps its id.
    private const string IntoLog = "exec \"$@\" </dev/null >>\"$MTRL_CHAOS_LOG\" 2>&1";
    private readonly Process _process;
    private int _told;

    /// <summary>Starts it.</summary>
    /// <param name="starter">Starts processes.</param>
    /// <param name="spec">The node.</param>
    /// <param name="commandLine">Program and arguments.</param>
    /// <param name="log">File that its output is appended to.</param>
    /// <param name="environment">Variables over those of this process.</param>
    internal NodeProcess(ProcessStarter starter, NodeSpec spec, IEnumerable<string> commandLine, string log, IReadOnlyDictionary<string, string> environment)
    {
        (Spec, Log) = (spec, log);
        var start = new ProcessStartInfo("/bin/sh", ["-c", IntoLog, "sh", .. ProcessStarter.Bind(commandLine)]);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["MTRL_CHAOS_LOG"] = log;
        _process = starter.Start(start);
        Id = _process.Id;
        Ended = EndAsync();
    }

    /// <summary>The node.</summary>
    public NodeSpec Spec { get; }

    /// <summary>Id of the process.</summary>
    public int Id { get; }

    /// <summary>File with its output.</summary>
    public string Log { get; }

    /// <summary>Whether it lives.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Whether it stands still by <see cref="Freeze"/>.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Completes when it has ended.</summary>
    public Task<NodeExit> Ended { get; }

    /// <summary>SIGKILL: no time for anything.</summary>
    public void Kill()
    {
        Volatile.Write(ref _told, 1);
        if (IsAlive) _process.Kill();
    }

    /// <summary>SIGTERM: it gives back what it has and ends.</summary>
    public void Terminate()
    {
        Volatile.Write(ref _told, 1);
        if (IsAlive) Signals.SendTerminate(Id);
    }

    /// <summary>Its end, which a fault inside it brings, is expected.</summary>
    public void ExpectEnd() => Volatile.Write(ref _told, 1);

    /// <summary>SIGSTOP: it stands still, and its connections stay open.</summary>
    public void Freeze()
    {
        if (IsAlive) Signals.SendFreeze(Id);
        IsFrozen = true;
    }

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public void Thaw()
    {
        if (IsAlive) Signals.SendContinue(Id);
        IsFrozen = false;
    }

    /// <summary>What it holds now; null after its end.</summary>
    public ProcessFigures? Figures() => IsAlive ? ProcessFigures.Of(Id) : null;

    /// <summary>The last lines that it printed, for messages.</summary>
    public string LastWords(int lines = 20) =>
        File.Exists(Log) ? string.Join(Environment.NewLine, File.ReadLines(Log).TakeLast(lines)) : "";

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Spec.Name} (process {Id})");

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private async Task<NodeExit> EndAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return new NodeExit(Spec.Name, Id, _process.ExitCode, Volatile.Read(ref _told) != 0);
    }
}
