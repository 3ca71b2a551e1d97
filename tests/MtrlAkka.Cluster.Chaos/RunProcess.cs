using System.Diagnostics;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Chaos;

/// <summary>The program in a process of its own.</summary>
internal sealed class RunProcess : IDisposable
{
    /// <summary>What a shell reports of a process that SIGKILL ended.</summary>
    public const int Killed = 137;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly Task<string> _said;
    private readonly Task<string> _complained;

    /// <summary>The command line that starts the program.</summary>
    public static IReadOnlyList<string> Program { get; } =
    [
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        Path.Combine(AppContext.BaseDirectory, "mtrl.dll"),
    ];

    /// <summary>Starts it.</summary>
    /// <param name="crashAt">At which moment it kills itself, or null.</param>
    /// <param name="arguments">The command line.</param>
    public RunProcess(string? crashAt, params IEnumerable<string> arguments)
        : this(arguments, crashAt is null ? [] : new() { [CrashPoint.Variable] = crashAt })
    {
    }

    /// <summary>Starts it.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Variables over those of this process.</param>
    public RunProcess(IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Program[0], [.. Program.Skip(1), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _said = _process.StandardOutput.ReadToEndAsync();
        _complained = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Sends SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end.</summary>
    /// <param name="expected">The exit code that it must have.</param>
    /// <param name="patience">How long to wait; null: two minutes.</param>
    /// <returns>What it printed.</returns>
    public async Task<string> EndAsync(int expected, TimeSpan? patience = null)
    {
        using var late = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        string output = $"{await _said}{await _complained}";
        Assert.False(late.IsCancellationRequested, $"it did not end within {patience ?? Patience}: {output}");
        Assert.True(_process.ExitCode == expected, $"exit code {_process.ExitCode} instead of {expected}: {output}");
        return output;
    }

    public void Dispose() => _process.Dispose();
}
