using System.Globalization;
using MtrlAkka.Chaos.Processes;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Stores;
using Spectre.Console;

namespace MtrlAkka.Cli.Nodes;

/// <summary>
/// A cluster on this machine for people to see: one learner, two replay and four worker processes train a small run; a worker is
/// killed, another one joins, and the run ends with the hashes that it has in one process.
/// </summary>
internal sealed class ClusterDemo : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromMinutes(5);
    private readonly string _runs;
    private readonly long _rounds;
    private readonly ClusterProcesses _processes;
    private readonly ClusterClient _client;
    private readonly ClusterDisplay _display;
    private readonly List<string> _story = [];
    private int _displayed;
    private readonly NodeSpec[] _nodes =
    [
        Node("learner", "coordinator", "learner"), Node("replay-1", "coordinator", "replay", "evaluator"), Node("replay-2", "replay"),
        Node("worker-1", "worker"), Node("worker-2", "worker"), Node("worker-3", "worker"), Node("worker-4", "worker"),
    ];

    /// <summary>A demonstration that has not begun.</summary>
    /// <param name="runs">Where the run is kept.</param>
    /// <param name="rounds">Its rounds.</param>
    public ClusterDemo(string runs, long rounds)
    {
        (_runs, _rounds) = (runs, rounds);
        _processes = new ClusterProcesses(Path.Combine(runs, "nodes"), CommandLine, new Dictionary<string, string>());
        _client = new ClusterClient([.. _nodes.Take(2).Select(static node => node.Address)]);
        _display = new ClusterDisplay(AnsiConsole.Console, ScreenDisplay.IsTerminal(AnsiConsole.Console), TimeSpan.FromSeconds(5), TimeProvider.System);
    }

    /// <summary>Shows it.</summary>
    /// <param name="stop">A person has seen enough.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var planned = NewRun.Load(
            "quick",
            [
                $"run.rounds={_rounds.ToString(CultureInfo.InvariantCulture)}", "replay.shards=2", "checkpoint.interval=250", "evaluation.interval=1000", "evaluation.episodes=5",
                "learner.threads=1", "environments.threads=1",
            ],
            null);
        planned = planned with { Name = NewRun.FreeName(_runs, "demo") };
        foreach (var node in _nodes) _processes.Start(node);
        _display.Note($"started {_nodes.Length} processes: one learner, two replay, four workers");
        await UntilAsync("all nodes are up", status => status.Nodes.Count(static node => node.State == NodeState.Up) == _nodes.Length, stop).ConfigureAwait(false);
        var (folder, configuration) = planned.Make(_runs, "quick", JournalStore.Sqlite);
        await _client.SubmitAsync(folder.Name).ConfigureAwait(false);

        await UntilAsync("the run trains", static status => status.Run is { CommitRound: > 0 } && Environments(status) == 4, stop).ConfigureAwait(false);
        var victim = _nodes[4];
        _processes.Find(victim.Name)!.Kill();
        _display.Note($"killed {victim.Name} (SIGKILL)");
        double seconds = await UntilAsync(
            "its environments step elsewhere", status => status.Run is { Phase: "training" } && Environments(status) == 3, stop).ConfigureAwait(false);
        Tell(string.Create(CultureInfo.InvariantCulture, $"{victim.Name} killed: its environments step on the three other workers {seconds:0.0} s later"));

        var newcomer = Node("worker-5", "worker");
        _processes.Start(newcomer);
        _display.Note($"started {newcomer.Name}");
        seconds = await UntilAsync("the new worker has its share", status => status.Run is { Phase: "training" } && Environments(status) == 4, stop).ConfigureAwait(false);
        Tell(string.Create(CultureInfo.InvariantCulture, $"{newcomer.Name} added: it has its share {seconds:0.0} s after its process began"));

        ClusterStatus? last = null;
        await UntilAsync("the run ends", status => (last = status.Run is null ? last : status) is not null && status.Run is null, stop).ConfigureAwait(false);
        await EndDisplayAsync().ConfigureAwait(false);
        foreach (string line in _story) Console.WriteLine(line);
        if (last?.Run is { } run) Console.WriteLine($"{run.Epoch} lives of the run; the parts moved or went back to the last commit {run.Epoch - 1} times");
        int code = RunReport.Write(folder, configuration, RunWatch.Ended(folder));
        Console.WriteLine($"./mtrl fingerprint {folder.Name} --runs-dir {_runs} prints its hashes: those of the same run in one process");
        return code;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndDisplayAsync().ConfigureAwait(false);
        await _processes.DisposeAsync().ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask EndDisplayAsync() => Interlocked.Exchange(ref _displayed, 1) == 0 ? _display.DisposeAsync() : ValueTask.CompletedTask;

    private static NodeSpec Node(string name, params string[] roles)
    {
        int port = LocalPorts.Free();
        return new NodeSpec(name, roles, port, port);
    }

    private static int Environments(ClusterStatus status) => status.Nodes.Count(static node => node is { State: NodeState.Up, Figures.Parts.Environments: > 0 });

    private IEnumerable<string> CommandLine(NodeSpec spec) =>
    [
        .. OwnProgram.CommandLine, "cluster", "node", "--roles", string.Join(',', spec.Roles), "--port", spec.Port.ToString(CultureInfo.InvariantCulture),
        .. _nodes.Take(2).SelectMany(static seed => new[] { "--seed", seed.Address }), "--runs-dir", _runs, "--log", Path.Combine(_runs, "nodes", spec.Name),
    ];

    private void Tell(string line)
    {
        _display.Note(line);
        _story.Add(line);
    }

    // Shows the cluster until something holds; the seconds that took.
    private async Task<double> UntilAsync(string what, Func<ClusterStatus, bool> holds, CancellationToken stop)
    {
        long begun = TimeProvider.System.GetTimestamp();
        using var ticks = new PeriodicTimer(Interval);
        while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            var waited = TimeProvider.System.GetElapsedTime(begun);
            if (waited > Patience) throw new SettingsException($"the demonstration waits in vain: {what}; the nodes' logs are in {Path.Combine(_runs, "nodes")}");
            try
            {
                var status = await _client.StatusAsync().ConfigureAwait(false);
                _display.Show(status);
                if (holds(status)) return waited.TotalSeconds;
            }
            catch (SettingsException)
            {
                // Nobody answers yet.
            }
        }

        return 0;
    }
}
