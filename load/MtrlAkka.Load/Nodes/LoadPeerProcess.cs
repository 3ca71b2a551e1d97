using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MtrlAkka.Chaos.Processes;
using MtrlAkka.Load.Floors;

namespace MtrlAkka.Load.Nodes;

/// <summary>Another process of a load, seen from the first one: this program started again. It ends with this process.</summary>
public sealed class LoadPeerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly SemaphoreSlim _talking = new(1);
    private SocketClient? _socket;

    /// <summary>Starts it.</summary>
    /// <param name="starter">Starts processes.</param>
    /// <param name="setup">This machine.</param>
    /// <param name="run">The run whose parts it hosts.</param>
    /// <param name="parts">Which of them.</param>
    /// <param name="seed">Port of the node that it joins.</param>
    internal LoadPeerProcess(ProcessStarter starter, LoadSetup setup, LoadRun run, IReadOnlyList<string> parts, int seed)
    {
        string[] arguments =
        [
            .. ProcessStarter.Bind(setup.Program), "load", LoadPeer.Command, "--parts", string.Join(',', parts), "--preset", run.Preset, "--blobs", run.Blobs,
            "--seed", seed.ToString(CultureInfo.InvariantCulture), .. run.Settings.SelectMany(static setting => new[] { "--set", setting }),
            .. setup.MuJoCo is null ? Array.Empty<string>() : ["--mujoco", setup.MuJoCo],
        ];
        _process = starter.Start(new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true });
    }

    /// <summary>Where it is; known once it is ready.</summary>
    public PeerPorts Ports { get; private set; } = new(0, 0);

    /// <summary>Plain TCP to it; for one user at a time.</summary>
    public SocketClient Socket => _socket ??= new SocketClient(Ports.Socket);

    /// <summary>Core time so far.</summary>
    public TimeSpan Compute
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes in memory; 0 after its end.</summary>
    public long Resident => ProcessFigures.Of(_process.Id)?.Resident ?? 0;

    /// <summary>Completes when it is ready.</summary>
    internal async Task ReadyAsync(CancellationToken stop) => Ports = await HearAsync<PeerPorts>(stop).ConfigureAwait(false);

    /// <summary>What it counted so far.</summary>
    public async Task<PeerFigures> FiguresAsync(CancellationToken stop)
    {
        await _talking.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await _process.StandardInput.WriteLineAsync("figures".AsMemory(), stop).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(stop).ConfigureAwait(false);
            return await HearAsync<PeerFigures>(stop).ConfigureAwait(false);
        }
        finally
        {
            _talking.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _talking.Dispose();
    }

    private async Task<T> HearAsync<T>(CancellationToken stop)
    {
        string? line = await _process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Patience, stop).ConfigureAwait(false);
        return line is null
            ? throw new InvalidDataException("another process of the load ended too soon; what it said is above")
            : JsonSerializer.Deserialize<T>(line)!;
    }
}
