using System.Collections.Concurrent;
using MtrlAkka.Chaos.Processes;
using MtrlAkka.Cluster.Tests;

namespace MtrlAkka.Cluster.Chaos.Processes;

/// <summary>The keeper starts again what ends, holds what is held, and complains of ends that nothing explains; shells stand in for nodes.</summary>
public sealed class NodeKeeperTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _told = [];
    private readonly ClusterProcesses _processes;
    private readonly NodeKeeper _keeper;
    private string _script = "trap 'exit 0' TERM; while :; do sleep 0.01; done";

    public NodeKeeperTests()
    {
        _processes = new ClusterProcesses(_folder.Path, _ => ["/bin/sh", "-c", _script], new Dictionary<string, string>());
        _keeper = new NodeKeeper(_processes, [new NodeSpec("one", ["worker"], 1, 2)], _told.Enqueue);
    }

    [Fact]
    public async Task A_node_that_is_killed_is_held_down_and_started_again_when_nobody_holds_it()
    {
        _keeper.Release("one");
        var first = _processes.Find("one")!;
        _keeper.Hold("one");
        _keeper.Kill("one");
        await first.Ended.WaitAsync(Patience);
        _keeper.Hold("one");
        _keeper.Release("one");
        Assert.Same(first, _processes.Find("one"));
        _keeper.Release("one");
        Assert.NotSame(first, _processes.Find("one"));
        await UntilAsync(() => _keeper.Exits.Count == 1);
        Assert.Equal(new NodeExit("one", first.Id, 137, Expected: true), _keeper.Exits[0]);
        Assert.Empty(_keeper.Complaints);
        Assert.Throws<InvalidOperationException>(() => _keeper.Release("one"));
    }

    [Fact]
    public async Task A_node_that_the_cluster_downs_or_that_a_fault_ends_is_started_again_without_complaint()
    {
        _script = "exit 75";
        _keeper.Release("one");
        await UntilAsync(() => _keeper.Exits.Count >= 2);
        _keeper.ExpectKill();
        _script = "kill -9 $$";
        await UntilAsync(() => _keeper.Exits.Any(static exit => exit.ExitCode == 137));
        Assert.Empty(_keeper.Complaints);
        await UntilAsync(() => _keeper.Complaints.Count > 0);
        Assert.Contains("ended by itself with exit code 137", _keeper.Complaints[0]);
    }

    [Fact]
    public async Task A_node_that_leaves_is_waited_for_and_one_that_fails_at_it_is_a_complaint()
    {
        _keeper.Release("one");
        _keeper.Hold("one");
        await UntilAsync(() => File.ReadAllText($"/proc/{_processes.Find("one")!.Id}/cmdline").Contains("trap", StringComparison.Ordinal));
        await _keeper.LeaveAsync("one").WaitAsync(Patience);
        Assert.False(_processes.IsAlive("one"));
        Assert.Empty(_keeper.Complaints);

        _script = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done";
        _keeper.Release("one");
        _keeper.Hold("one");
        await UntilAsync(() => _processes.Find("one")!.LastWords().Contains("ready", StringComparison.Ordinal));
        await _keeper.LeaveAsync("one").WaitAsync(Patience);
        Assert.Equal("one was asked to leave and ended with exit code 3", Assert.Single(_keeper.Complaints));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _keeper.DisposeAsync();
        await _processes.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!holds()) await Task.Delay(10, late.Token);
    }
}
