using System.Globalization;
using Akka.Cluster.Sharding;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>Which entity a message is for: each environment is a shard of its own, so that they spread evenly over nodes.</summary>
public sealed class EnvironmentRouting : IMessageExtractor
{
    /// <inheritdoc/>
    public string? EntityId(object message) =>
        message is IEnvironmentMessage to ? to.Environment.ToString(CultureInfo.InvariantCulture) : null;

    /// <inheritdoc/>
    public object EntityMessage(object message) => message;

    /// <inheritdoc/>
    public string? ShardId(object message) => EntityId(message);

    /// <inheritdoc/>
    public string ShardId(string entityId, object? messageHint = null) => entityId;
}
