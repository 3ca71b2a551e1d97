using Microsoft.Playwright;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Dashboard.Links;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>The page of a real cluster, of two nodes in this process.</summary>
public class ClusterPageTests(Browser browser) : IClassFixture<Browser>
{
    [ChromiumFact]
    public async Task Drain_has_a_node_hand_over_and_end()
    {
        using var folder = new TemporaryFolder();
        await using var first = await StartAsync(folder.Path);
        await using var second = await StartAsync(folder.Path, first.Address);
        await using var client = new ClusterClient([first.Address]);
        await using var server = await DashboardServer.StartAsync(Servers.Options(folder.Path, "the-tests-token"), new ClientLink(client), Servers.Silent);
        await using var window = await browser.OpenAsync(server.Address);
        await window.GoAsync("/unlock?token=the-tests-token");
        await window.GoAsync("/cluster");
        var node = window.Page.GetByTestId("node").Filter(new LocatorFilterOptions { HasText = second.Address });
        await node.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Drain" }).ClickAsync();
        var end = await TestWait.For(second.Ended, static () => "the end of the node that was to be drained");
        Assert.Equal(NodeEndReason.Relieved, end.Reason);
        Assert.False(first.Ended.IsCompleted);
        Assert.Empty(window.Wrong);
    }

    private static Task<ClusterNode> StartAsync(string runs, params string[] seeds) => ClusterNode.StartAsync(
        new ClusterNodeOptions(NodeRoles.All, "127.0.0.1", 0, seeds, runs, Http: null, Tls: null, Hocon: null),
        static (_, _) => throw new NotSupportedException(),
        static (_, _, _) => throw new NotSupportedException(),
        Servers.Silent);
}
