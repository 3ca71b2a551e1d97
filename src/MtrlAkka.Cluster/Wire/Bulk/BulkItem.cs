using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>A message for another node.</summary>
/// <param name="Target">Path of the actor that it is for; what one target gets keeps its order.</param>
/// <param name="Sender">Path of the actor that sends it, or nothing.</param>
/// <param name="Message">The message.</param>
/// <param name="Replaces">Of the messages with this key for this target only the newest matters; null: all do.</param>
/// <param name="Tag">Whatever its owner knows it by.</param>
public sealed record BulkItem(string Target, string Sender, ICrossesNodes Message, string? Replaces = null, object? Tag = null);
