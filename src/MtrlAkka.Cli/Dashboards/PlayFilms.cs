using System.ComponentModel;
using System.Diagnostics;
using MtrlAkka.Cli.Nodes;
using MtrlAkka.Dashboard.Clips;

namespace MtrlAkka.Cli.Dashboards;

/// <summary>
/// Films by <c>play</c> in a process of its own, at the lowest priority: what it does with libtorch and MuJoCo is not the training's,
/// and cannot change its bits.
/// </summary>
/// <param name="mujoco">Path of the MuJoCo library, or null to look for it.</param>
internal sealed class PlayFilms(string? mujoco) : IFilmMaker
{
    private const string Size = "320x240", Nice = "nice";

    public async Task MakeAsync(string run, string task, string file, CancellationToken stopping)
    {
        string[] command =
        [
            Nice, "-n", "19", .. OwnProgram.CommandLine, "play", task, "--policy", run, "--out", file, "--size", Size, .. mujoco is null ? (string[])[] : ["--mujoco", mujoco],
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        // One thread each, so that it takes one core at most of what is left over.
        foreach (string variable in new[] { "OMP_NUM_THREADS", "LP_NUM_THREADS" }) start.Environment[variable] = "1";
        using var process = Started(start);
        try
        {
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(stopping), process.StandardError.ReadToEndAsync(stopping));
            await process.WaitForExitAsync(stopping).ConfigureAwait(false);
            _ = await output.ConfigureAwait(false);
            string said = await errors.ConfigureAwait(false);
            if (process.ExitCode != 0) throw new IOException(said.Trim().Split('\n')[^1]);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new IOException($"{start.FileName} cannot be started: {error.Message}", error);
        }
    }
}
