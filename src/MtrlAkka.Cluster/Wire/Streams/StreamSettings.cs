using System.Net;
using Akka.Configuration;

namespace MtrlAkka.Cluster.Wire.Streams;

/// <summary>Whether and where a node takes the bytes of large messages over streams of their own; <c>mtrl-wire</c> in <c>hocon/akka.conf</c>.</summary>
/// <param name="On">Whether there are any.</param>
/// <param name="Host">Name or address of this node; a name listens on every address of the machine.</param>
/// <param name="Port">Port to listen on; 0: any free one.</param>
/// <param name="PublicPort">Port that others reach it at; 0: the same.</param>
/// <param name="Dial">How long a call may take to be answered.</param>
public sealed record StreamSettings(bool On, string Host, int Port, int PublicPort, TimeSpan Dial)
{
    /// <summary>Reads the section <c>mtrl-wire</c>, and the node's name from Akka's remoting.</summary>
    /// <exception cref="ConfigurationException">A value is missing or out of range; the message names it.</exception>
    public static StreamSettings From(Config config)
    {
        var section = config.GetConfig("mtrl-wire") ?? throw new ConfigurationException("the section mtrl-wire is missing: hocon/akka.conf has it");
        const string remote = "akka.remote.dot-netty.tcp.";
        string bind = config.GetString(remote + "bind-hostname", "");
        var dial = section.GetTimeSpan("dial", TimeSpan.Zero, false);
        return new StreamSettings(
            section.GetBoolean("streams"),
            bind.Length > 0 ? bind : config.GetString(remote + "hostname", ""),
            Port("port"),
            Port("public-port"),
            dial > TimeSpan.Zero ? dial : throw new ConfigurationException("mtrl-wire.dial must be a time above zero, such as 2 s"));

        int Port(string key)
        {
            int port = section.GetInt(key, -1);
            return port is >= 0 and <= IPEndPoint.MaxPort
                ? port
                : throw new ConfigurationException($"mtrl-wire.{key} = {section.GetString(key)}: it must be in [0, {IPEndPoint.MaxPort}]");
        }
    }
}
