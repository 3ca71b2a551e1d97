namespace MtrlAkka.Cluster.Wire.Bulk;

/// <summary>A message that has come.</summary>
/// <param name="Target">Path of the actor that it is for.</param>
/// <param name="Sender">Path of the actor that sent it, or nothing.</param>
/// <param name="Message">The message.</param>
/// <param name="Handled">To be called once, when the target has handled it: its memory is then free for others.</param>
public sealed record BulkDelivery(string Target, string Sender, object Message, Action Handled);
