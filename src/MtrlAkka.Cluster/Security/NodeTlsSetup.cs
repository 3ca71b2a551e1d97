using Akka.Actor.Setup;
using Akka.Event;

namespace MtrlAkka.Cluster.Security;

/// <summary>Gives an actor system the certificates for connections beside those of its remoting.</summary>
/// <param name="tls">The certificates.</param>
/// <param name="checkHost">Whether a node's certificate must be for the name that it is called by.</param>
public sealed class NodeTlsSetup(NodeTls tls, bool checkHost) : Setup
{
    /// <summary>The TLS of a connection to another node.</summary>
    /// <param name="inner">The connection.</param>
    /// <param name="host">Name that the node is called by.</param>
    /// <param name="log">Is told why a node is refused.</param>
    public Stream Call(Stream inner, string host, ILoggingAdapter log) => tls.Call(inner, host, checkHost, log);

    /// <summary>The TLS of a connection from another node.</summary>
    /// <param name="inner">The connection.</param>
    /// <param name="peer">Where it comes from, for the log.</param>
    /// <param name="log">Is told why a node is refused.</param>
    public Stream Answer(Stream inner, string peer, ILoggingAdapter log) => tls.Answer(inner, peer, log);
}
