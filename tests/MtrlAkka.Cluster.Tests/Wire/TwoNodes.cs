using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>Two actor systems with this repository's configuration, one cluster over loopback.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private int _unreachable;

    private TwoNodes(ActorSystem one, ActorSystem two) => (One, Two) = (one, two);

    /// <summary>The node of the coordinator.</summary>
    public ActorSystem One { get; }

    /// <summary>The node of the workers.</summary>
    public ActorSystem Two { get; }

    /// <summary>How often a node's heartbeats were so late that it counted as unreachable.</summary>
    public int Unreachable => Volatile.Read(ref _unreachable);

    public static async Task<TwoNodes> StartAsync(string settings = "", string second = "")
    {
        string shared = await File.ReadAllTextAsync(Path.Combine(RunConfiguration.HoconDirectory, "akka.conf"));
        ActorSystem Node(string role, string own) => ActorSystem.Create("mtrl", ConfigurationFactory
            .ParseString($"akka.cluster.roles = [{role}]\nakka.loglevel = ERROR\n{settings}\n{own}").WithFallback(ConfigurationFactory.ParseString(shared)));
        var nodes = new TwoNodes(Node("coordinator", ""), Node("worker", second));
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = Akka.Cluster.Cluster.Get(nodes.Two);
        nodes.One.ActorOf(Props.Create(() => new Watcher(nodes)));
        nodes.Two.ActorOf(Props.Create(() => new Watcher(nodes)));
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        var first = Akka.Cluster.Cluster.Get(nodes.One);
        first.Join(first.SelfAddress);
        cluster.Join(first.SelfAddress);
        await TestWait.For(up.Task, "the cluster of two nodes", Patience);
        BulkFlow.Of(nodes.One);
        BulkFlow.Of(nodes.Two);
        return nodes;
    }

    /// <summary>An actor of one node as another one knows it.</summary>
    public static IActorRef SeenFrom(ActorSystem node, IActorRef actor, ActorSystem home)
    {
        string path = actor.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)home).Provider.DefaultAddress);
        return ((ExtendedActorSystem)node).Provider.ResolveActorRef(path);
    }

    public async ValueTask DisposeAsync()
    {
        await Two.Terminate();
        await One.Terminate();
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(TwoNodes nodes)
        {
            Receive<ClusterEvent.UnreachableMember>(_ => Interlocked.Increment(ref nodes._unreachable));
            Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.UnreachableMember));
        }
    }
}
