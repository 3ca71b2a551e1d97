using System.Globalization;
using MtrlAkka.Chaos.Processes;
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
    private const string Size = "320x240";
    private static readonly string[] Lowest = File.Exists("/usr/bin/nice") ? ["/usr/bin/nice", "-n", "19"] : [];

    // One thread each, so that a film takes one core at most of what is left over: libtorch's and the renderer's.
    private static readonly Dictionary<string, string> OneThread = new() { ["OMP_NUM_THREADS"] = "1", ["LP_NUM_THREADS"] = "1" };

    public async Task MakeAsync(string run, string task, long round, string file, CancellationToken stopping)
    {
        string[] library = mujoco is null ? [] : ["--mujoco", mujoco];
        var (code, said) = await ProgramProcess.RunAsync(
            [.. Lowest, .. OwnProgram.CommandLine, "play", task, "--policy", run, "--round", round.ToString(CultureInfo.InvariantCulture), "--out", file, "--size", Size, .. library], OneThread, stopping).ConfigureAwait(false);
        if (code != 0) throw new IOException(said);
    }
}
