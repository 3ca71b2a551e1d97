using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MtrlAkka.Cli.Nodes;
using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>The second process, seen from the first one: this program started again.</summary>
internal sealed class BenchPeerProcess : IDisposable
{
    /// <summary>The hidden command under <c>bench</c> that it runs.</summary>
    public const string Command = "cluster-peer";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="run">The run whose messages go.</param>
    /// <param name="seed">Port of the node that it joins.</param>
    /// <param name="mujoco">Path of the MuJoCo library, or null to look for it.</param>
    public BenchPeerProcess(BenchRun run, int seed, string? mujoco)
    {
        string[] arguments =
        [
            .. OwnProgram.CommandLine, "bench", Command, "--tasks", run.Tasks, "--copies", run.Copies.ToString(CultureInfo.InvariantCulture),
            "--seed", seed.ToString(CultureInfo.InvariantCulture), .. mujoco is null ? Array.Empty<string>() : ["--mujoco", mujoco],
        ];
        _process = Process.Start(new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Core time of it and of this process so far.</summary>
    public TimeSpan Compute
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime + Environment.CpuUsage.TotalTime;
        }
    }

    /// <summary>Where it is, once it is ready.</summary>
    public Task<BenchPorts> ReadyAsync() => HearAsync<BenchPorts>();

    /// <summary>Has it end.</summary>
    /// <returns>The heartbeats that came to it.</returns>
    public Task<HeartbeatFigures> EndAsync()
    {
        _process.StandardInput.Close();
        return HearAsync<HeartbeatFigures>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task<T> HearAsync<T>()
    {
        string? line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience).ConfigureAwait(false);
        return line is null
            ? throw new InvalidOperationException("the other process of the bench ended too soon")
            : JsonSerializer.Deserialize<T>(line)!;
    }
}
