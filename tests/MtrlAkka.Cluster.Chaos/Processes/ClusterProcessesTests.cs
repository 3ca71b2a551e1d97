using MtrlAkka.Chaos.Processes;
using MtrlAkka.Cluster.Tests;

namespace MtrlAkka.Cluster.Chaos.Processes;

/// <summary>Processes are started, frozen and ended as a fault plan needs it; shells stand in for nodes.</summary>
public class ClusterProcessesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Each_signal_does_what_it_says()
    {
        using var folder = new TemporaryFolder();
        await using var processes = Shells(folder, "trap 'echo asked; exit 3' TERM; echo ready; while :; do sleep 0.01; done");
        var started = new List<string>();
        processes.Started = process => started.Add(process.ToString());
        var node = processes.Start(Spec("one"));
        await SaysAsync(node, "ready");
        Assert.Equal('S', State(node, "SR"));
        node.Freeze();
        Assert.Equal('T', State(node, "T"));
        Assert.True(node.IsFrozen && node.IsAlive);
        node.Thaw();
        Assert.Equal('S', State(node, "SR"));
        Assert.Throws<InvalidOperationException>(() => processes.Start(Spec("one")));
        var figures = node.Figures()!;
        Assert.InRange(figures.Resident, 1, figures.PeakResident);
        Assert.True(figures.Handles >= 3);

        node.Terminate();
        Assert.Equal(new NodeExit("one", node.Id, 3, Expected: true), await node.Ended.WaitAsync(Patience));
        Assert.Contains("asked", node.LastWords());
        Assert.Null(node.Figures());

        var again = processes.Start(Spec("one"));
        Assert.NotEqual(node.Id, again.Id);
        again.Freeze();
        again.Kill();
        Assert.Equal(137, (await again.Ended.WaitAsync(Patience)).ExitCode);
        Assert.Equal([$"one (process {node.Id})", $"one (process {again.Id})"], started);
    }

    [Fact]
    public async Task What_ends_by_itself_is_told_apart_and_nothing_is_left()
    {
        using var folder = new TemporaryFolder();
        NodeProcess quick, slow;
        await using (var processes = new ClusterProcesses(
            folder.Path, static spec => ["/bin/sh", "-c", spec.Name == "quick" ? "exit 75" : "sleep 1000"], new Dictionary<string, string>()))
        {
            (quick, slow) = (processes.Start(Spec("quick")), processes.Start(Spec("slow")));
            Assert.Equal(new NodeExit("quick", quick.Id, 75, Expected: false), await quick.Ended.WaitAsync(Patience));
            Assert.True(slow.IsAlive);
            Assert.Equal([quick, slow], processes.Current);
        }

        Assert.Equal(137, (await slow.Ended).ExitCode);
    }

    private static ClusterProcesses Shells(TemporaryFolder folder, string script) =>
        new(folder.Path, _ => ["/bin/sh", "-c", script], new Dictionary<string, string>());

    private static NodeSpec Spec(string name) => new(name, ["worker"], 1, 2);

    private static async Task SaysAsync(NodeProcess node, string what)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!node.LastWords().Contains(what, StringComparison.Ordinal)) await Task.Delay(10, late.Token);
    }

    // The third field of /proc/PID/stat; the signal takes effect a moment after it was sent.
    private static char State(NodeProcess node, string wanted)
    {
        char state = ' ';
        SpinWait.SpinUntil(() => wanted.Contains(state = File.ReadAllText($"/proc/{node.Id}/stat").Split(") ")[1][0]), Patience);
        return state is 'R' ? 'S' : state;
    }
}
