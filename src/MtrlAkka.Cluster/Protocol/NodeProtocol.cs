using Akka.Actor;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>What a node tells the director each second, from its start to its end; the first report makes it known.</summary>
/// <param name="Handshake">Its address and versions.</param>
/// <param name="Uid">Tells the lives of nodes with one address apart.</param>
/// <param name="Roles">What it takes part in.</param>
/// <param name="Leaving">Whether it asks to be relieved of its parts, because it is to end.</param>
/// <param name="Figures">How it does.</param>
public sealed record NodeReport(NodeHandshake Handshake, long Uid, NodeRoles Roles, bool Leaving, NodeFigures Figures) : ICrossesNodes;

/// <summary>The director counts on the node.</summary>
public sealed record NodeWelcome : ICrossesNodes;

/// <summary>The director will not have the node, which ends.</summary>
/// <param name="Reason">Why, in a line that names both sides.</param>
public sealed record NodeRefused(string Reason) : ICrossesNodes;

/// <summary>Nothing of a run is on the node any more: it may leave the cluster.</summary>
public sealed record NodeRelieved : ICrossesNodes;

/// <summary>Which parts of a run a node hosts in a life of it. What it hosted before and is not named here ends.</summary>
/// <param name="Epoch">Life of the run; one that is below the node's last is refused.</param>
/// <param name="Run">Name of the run, that of its folder.</param>
/// <param name="Configuration">The run's effective configuration as HOCON.</param>
/// <param name="Learner">Whether it hosts the learner.</param>
/// <param name="Shards">Indices of the replay shards that it hosts.</param>
/// <param name="Environments">How many environments it hosts, with a policy for them.</param>
/// <param name="Evaluator">Whether it hosts the evaluator.</param>
/// <param name="Metrics">Who collects the run's figures.</param>
public sealed record AssignParts(
    long Epoch, string Run, string Configuration, bool Learner, IReadOnlyList<int> Shards, int Environments, bool Evaluator, IActorRef Metrics) : ICrossesNodes
{
    /// <summary>Whether the node hosts nothing.</summary>
    public bool IsEmpty => !(Learner || Evaluator) && Environments == 0 && Shards.Count == 0;
}

/// <summary>The actors of the parts that a node was assigned are there, and know nothing yet.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Learner">The learner, or nobody.</param>
/// <param name="Shards">The shards, in the order of the assignment.</param>
/// <param name="Policy">The policy, or nobody.</param>
/// <param name="Evaluator">The evaluator, or nobody.</param>
public sealed record PartsAssigned(long Epoch, IActorRef Learner, IReadOnlyList<IActorRef> Shards, IActorRef Policy, IActorRef Evaluator) : ICrossesNodes;

/// <summary>A node cannot host a run: a library, scene or device is missing there.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Cause">Why.</param>
public sealed record NodeUnfit(long Epoch, Cause Cause) : ICrossesNodes;

/// <summary>The connection of two nodes broke, so messages may be lost that nobody asks for again.</summary>
/// <param name="Epoch">Life of the run as the node knows it.</param>
/// <param name="Peer">Address of the other node.</param>
/// <param name="Reason">Why, in a line.</param>
public sealed record LinkBroken(long Epoch, string Peer, string Reason) : ICrossesNodes
{
    /// <summary>What a message says that was lost on the way.</summary>
    public static LinkBroken By(BulkLost lost) => new((lost.Message as ILifeMessage)?.Epoch ?? 0, NodeEntry.AddressOf(lost.Target.Path.Address), lost.Reason);
}

/// <summary>Asks this node's own actor to hand over what it hosts, so that the process may end.</summary>
public sealed record LeaveNode : IStaysInProcess;

/// <summary>The nodes of the cluster are others than before.</summary>
/// <param name="Nodes">All that are known, by address.</param>
public sealed record NodesChanged(IReadOnlyList<NodeEntry> Nodes) : IStaysInProcess;
