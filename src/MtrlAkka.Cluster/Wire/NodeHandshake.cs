using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire;

/// <summary>What a node says of itself before it takes part.</summary>
/// <param name="Node">Its address or name, for people.</param>
/// <param name="Protocol">Version of the messages between nodes.</param>
/// <param name="Project">Version of the program, for people.</param>
public sealed record NodeHandshake(string Node, int Protocol, string Project) : ICrossesNodes
{
    /// <summary>
    /// The version of what nodes say to each other: raised when a message gets another meaning, or one is added that the
    /// others must know. The bytes of a message have a version of their own.
    /// </summary>
    public const int CurrentProtocol = 2;

    /// <summary>Why another node cannot take part with this one, in a line that names both; null where it can.</summary>
    public string? Refusal(NodeHandshake other) => other.Protocol == Protocol
        ? null
        : $"node {other.Node} speaks protocol {other.Protocol} (version {other.Project}) and {Node} protocol {Protocol} (version {Project}): run the same version on all nodes";
}
