using Akka.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;

namespace MtrlAkka.Cluster.Tests.Nodes;

/// <summary>What times of a node's configuration have to do with each other.</summary>
public class NodeConfigurationTests
{
    [Fact]
    public void A_seed_that_is_back_at_once_waits_until_the_others_can_answer_it()
    {
        // Else it begins a cluster of its own, and of the nodes that come later some find the one and some the other.
        var config = AkkaConfiguration.ForNode(new ClusterNodeOptions(NodeRoles.All, "127.0.0.1", 0, [], "", null, null, ""))
            .WithFallback(ConfigurationFactory.FromResource<Akka.Remote.RemoteActorRefProvider>("Akka.Remote.Configuration.Remote.conf"));
        var gate = config.GetTimeSpan("akka.remote.retry-gate-closed-for", TimeSpan.Zero, false);
        Assert.True(gate > TimeSpan.Zero);
        Assert.True(config.GetTimeSpan("akka.cluster.seed-node-timeout", TimeSpan.Zero, false) > 2 * gate);
    }
}
