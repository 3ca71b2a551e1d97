using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire;

namespace MtrlAkka.Cluster.Nodes;

/// <summary>Why a node's process should end.</summary>
public enum NodeEndReason
{
    /// <summary>It was asked to, and its parts are with others.</summary>
    Relieved,

    /// <summary>The director will not have it.</summary>
    Refused,

    /// <summary>The cluster has taken it out.</summary>
    Removed,

    /// <summary>No director has answered for too long.</summary>
    Orphaned,
}

/// <summary>The end of a node.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Line">Why, for people.</param>
public sealed record NodeEnd(NodeEndReason Reason, string Line);

/// <summary>What a node's actor knows of its own process.</summary>
/// <param name="Handshake">Address and versions.</param>
/// <param name="Uid">Tells the lives of nodes with one address apart.</param>
/// <param name="Roles">What it takes part in.</param>
/// <param name="ReportInterval">Between two reports.</param>
/// <param name="DirectorPatience">How long no director may answer before the process should end and begin again; null: for ever.</param>
/// <param name="Open">Opens a run by its name and configuration: loads what it needs of this machine. Throws what is missing.</param>
/// <param name="Readiness">Whether the node takes part, for its endpoints.</param>
/// <param name="Ended">Told when the process should end.</param>
public sealed record NodeSelf(
    NodeHandshake Handshake,
    long Uid,
    NodeRoles Roles,
    TimeSpan ReportInterval,
    TimeSpan? DirectorPatience,
    Func<string, string, RunContext> Open,
    NodeReadiness Readiness,
    Action<NodeEnd> Ended);
