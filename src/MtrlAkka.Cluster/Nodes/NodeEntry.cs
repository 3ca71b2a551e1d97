using System.Globalization;
using Akka.Actor;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Nodes;

/// <summary>A node of the cluster.</summary>
/// <param name="Address">Its address, <c>HOST:PORT</c>; nodes are ordered by it.</param>
/// <param name="Uid">Tells the lives of nodes with one address apart.</param>
/// <param name="Roles">What it takes part in.</param>
/// <param name="Project">Version of its program.</param>
/// <param name="Actor">Its actor.</param>
/// <param name="State">How the director sees it.</param>
public sealed record NodeEntry(string Address, long Uid, NodeRoles Roles, string Project, IActorRef Actor, NodeState State)
{
    /// <summary>Whether it is the same node in the same life, whatever its state.</summary>
    public bool IsSame(NodeEntry? other) => other is not null && other.Address == Address && other.Uid == Uid;

    /// <summary>Whether parts may be given to it for a role.</summary>
    public bool Takes(NodeRoles role) => State == NodeState.Up && Roles.HasFlag(role);

    /// <summary>A node's address as people write it.</summary>
    public static string AddressOf(Address address) => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");
}
