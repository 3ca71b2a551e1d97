using Akka.Actor;
using MtrlAkka.Cluster.Actors;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Load.Nodes;

/// <summary>
/// Addresses of an asynchronous run whose parts are spread over this process, which stands for some of them, and others, which host
/// them; and the assignments that tell the others so.
/// </summary>
/// <param name="cluster">The processes.</param>
internal sealed class AsyncStand(LoadCluster cluster)
{
    private const long Term = 1;
    private readonly IActorRef _metrics = cluster.Node.System.ActorOf(SilentActor.Props);
    private long _serial;

    /// <summary>A part of the run in this process.</summary>
    public PartAddress Here(RunPart part) => new(LoadNode.PartNode(cluster.Node.Port), part, 0, Incarnation.Of(Term, 1));

    /// <summary>A part of the run in another process.</summary>
    public PartAddress There(RunPart part, int peer) => new(LoadNode.PartNode(cluster.Peers[peer].Ports.Node), part, peer, Incarnation.Of(Term, 1));

    /// <summary>Makes the actor that parts in other processes find at the addresses of parts that are here.</summary>
    /// <param name="client">Gets what is told to them.</param>
    /// <param name="parts">Their addresses.</param>
    public void StandFor(IActorRef client, params PartAddress[] parts) => cluster.Node.System.ActorOf(
        HostActor.Props((PartRefs.NameOf(LoadRun.Name), HostActor.Props([.. parts.Select(part => (PartRefs.NameOf(part), StandInActor.Props(client)))]))),
        NodeActor.Name);

    /// <summary>The actor of a part in another process, by its path alone.</summary>
    public IActorRef RefOf(PartAddress part) => new PartRefs((ExtendedActorSystem)cluster.Node.System, LoadRun.Name)[part];

    /// <summary>What hosts the parts of another process.</summary>
    public Task<IActorRef> HostAsync(int peer) => cluster.FindAsync(peer, LoadPeer.AsyncPath);

    /// <summary>The next roster: who does what from now on.</summary>
    public Roster NextRoster(PartAddress? learner, PartAddress shard, params PartAddress[] workers) =>
        new(Term, ++_serial, learner, [shard], null, workers, [], 0, 0, Paused: false);

    /// <summary>What a process is told to host.</summary>
    public AssignAsyncParts Assign(Roster roster, PartLease? worker, IReadOnlyList<EnvironmentLease> environments, params PartLease[] parts) =>
        new(LoadRun.Name, "", _metrics, new AsyncAssignment(roster, worker, environments, parts));

    /// <summary>A part that begins with nothing.</summary>
    public static PartLease Lease(PartAddress part) => new(part.Part, part.Index, part.Incarnation, Existing: false, null);
}
