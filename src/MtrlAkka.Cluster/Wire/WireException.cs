using System.Runtime.Serialization;

namespace MtrlAkka.Cluster.Wire;

/// <summary>
/// A message cannot be written or read: cut short, of a version that this node does not know, or not meant to cross
/// nodes. As a <see cref="SerializationException"/> it costs the message alone and not the connection.
/// </summary>
public sealed class WireException : SerializationException
{
    /// <summary>An error with a line that names the message.</summary>
    public WireException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a line that names the message, and its cause.</summary>
    public WireException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
