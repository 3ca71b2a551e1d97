using System.Diagnostics;

namespace MtrlAkka.Chaos.Processes;

/// <summary>A command of the program that runs to its end.</summary>
public static class ProgramProcess
{
    /// <summary>Runs it.</summary>
    /// <param name="commandLine">Program and arguments.</param>
    /// <param name="environment">Variables over those of this process.</param>
    /// <param name="stop">Kills it.</param>
    /// <returns>Its exit code and the last line that it said, of its errors where there are any.</returns>
    public static async Task<(int ExitCode, string LastLine)> RunAsync(
        IReadOnlyList<string> commandLine, IReadOnlyDictionary<string, string> environment, CancellationToken stop)
    {
        var start = new ProcessStartInfo(commandLine[0], commandLine.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var complained = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        return (process.ExitCode, LastLine(await complained.ConfigureAwait(false)) ?? LastLine(await said.ConfigureAwait(false)) ?? "it said nothing");
    }

    private static string? LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : null;
}
