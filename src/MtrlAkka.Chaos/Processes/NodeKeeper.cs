namespace MtrlAkka.Chaos.Processes;

/// <summary>
/// Does what a supervisor does for a cluster: a node that ends by itself is started again after a pause, unless a fault holds it
/// down. Knows which ends were to be expected.
/// </summary>
public sealed class NodeKeeper : IAsyncDisposable
{
    /// <summary>Exit code of a node that the cluster has downed, so that it is started again.</summary>
    public const int Downed = 75;

    // The last one is of a node that was asked to leave while it was ending already.
    private const int Killed = 137, Aborted = 134, Terminated = 143;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), LeavePatience = TimeSpan.FromSeconds(60);
    private readonly ClusterProcesses _processes;
    private readonly Dictionary<string, NodeSpec> _specs;
    private readonly Action<string> _tell;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _holds;
    private readonly List<NodeExit> _exits = [];
    private readonly List<string> _complaints = [];
    private int _kills, _aborts;

    /// <summary>A keeper of nodes that are all held.</summary>
    /// <param name="processes">Starts them.</param>
    /// <param name="specs">All nodes.</param>
    /// <param name="tell">Is told what happens, in lines.</param>
    public NodeKeeper(ClusterProcesses processes, IReadOnlyList<NodeSpec> specs, Action<string> tell)
    {
        (_processes, _tell) = (processes, tell);
        _specs = specs.ToDictionary(static spec => spec.Name);
        _holds = specs.ToDictionary(static spec => spec.Name, static _ => 1);
    }

    /// <summary>How processes ended so far.</summary>
    public IReadOnlyList<NodeExit> Exits
    {
        get
        {
            lock (_gate) return [.. _exits];
        }
    }

    /// <summary>Ends that nothing we did explains, and what did not end though it should have; a line for each.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_gate) return [.. _complaints];
        }
    }

    /// <summary>Whether a fault holds a node down.</summary>
    public bool IsHeld(string node)
    {
        lock (_gate) return _holds[node] > 0;
    }

    /// <summary>The node is not started again until it is released as often as it was held.</summary>
    public void Hold(string node)
    {
        lock (_gate) _holds[node]++;
    }

    /// <summary>The node may live as far as who calls is concerned; where nobody else holds it, it is started.</summary>
    public void Release(string node)
    {
        lock (_gate)
        {
            if (--_holds[node] < 0) throw new InvalidOperationException($"{node} was not held");
            StartIfWanted(node);
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill(string node) => _processes.Find(node)?.Kill();

    /// <summary>SIGSTOP.</summary>
    public void Freeze(string node) => _processes.Find(node)?.Freeze();

    /// <summary>SIGCONT.</summary>
    public void Thaw(string node) => _processes.Find(node)?.Thaw();

    /// <summary>SIGTERM; completes when the node has left and ended.</summary>
    public async Task LeaveAsync(string node)
    {
        if (_processes.Find(node) is not { IsAlive: true } process) return;
        process.Terminate();
        try
        {
            var exit = await process.Ended.WaitAsync(LeavePatience, _closing.Token).ConfigureAwait(false);
            if (exit.ExitCode is not (0 or Downed or Killed or Terminated)) Complain($"{node} was asked to leave and ended with exit code {exit.ExitCode}");
        }
        catch (TimeoutException)
        {
            Complain($"{node} was asked to leave and has not done so for {LeavePatience.TotalSeconds} s");
            process.Kill();
        }
    }

    /// <summary>Some process will kill itself.</summary>
    public void ExpectKill() => Interlocked.Increment(ref _kills);

    /// <summary>No process will kill itself after all.</summary>
    public void WithdrawKill() => Interlocked.Decrement(ref _kills);

    /// <summary>Some process will abort.</summary>
    public void ExpectAbort() => Interlocked.Increment(ref _aborts);

    /// <summary>No further process is started.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    // Only with the gate.
    private void StartIfWanted(string node)
    {
        if (_holds[node] > 0 || _closing.IsCancellationRequested || _processes.IsAlive(node)) return;
        var process = _processes.Start(_specs[node]);
        _ = FollowAsync(process, _closing.Token);
    }

    private async Task FollowAsync(NodeProcess process, CancellationToken closing)
    {
        var exit = await process.Ended.ConfigureAwait(false);
        if (closing.IsCancellationRequested) return;
        string node = exit.Node;
        bool expected = exit.Expected || exit.ExitCode == Downed || Consume(exit);
        lock (_gate) _exits.Add(exit with { Expected = expected });
        _tell($"{node} ended with exit code {exit.ExitCode}{(exit.ExitCode == Downed && !exit.Expected ? ", downed by the cluster" : "")}");
        if (!expected) Complain($"{node} ended by itself with exit code {exit.ExitCode}; its last words: {process.LastWords(lines: 3)}");
        try
        {
            await Task.Delay(Pause, closing).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_gate) StartIfWanted(node);
    }

    private bool Consume(NodeExit exit)
    {
        if (exit.ExitCode is not (Killed or Aborted)) return false;
        ref int left = ref exit.ExitCode == Killed ? ref _kills : ref _aborts;
        if (Interlocked.Decrement(ref left) >= 0) return true;
        Interlocked.Increment(ref left);
        return false;
    }

    private void Complain(string line)
    {
        lock (_gate) _complaints.Add(line);
        _tell(line);
    }
}
