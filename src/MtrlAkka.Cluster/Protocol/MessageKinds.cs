namespace MtrlAkka.Cluster.Protocol;

/// <summary>A message that may go to another node: it has a codec in <c>Wire/Codecs</c>, and no other serializer takes it.</summary>
public interface ICrossesNodes;

/// <summary>
/// A message that can be larger than one chunk, or of which many come at once: to another node it goes through the
/// <see cref="Wire.Bulk.BulkFlow"/> alone, which keeps the order of what one target gets from it.
/// </summary>
public interface IBulkMessage : ICrossesNodes;

/// <summary>A large message of a lockstep run: where it is lost, so is what hangs on it in that life of the run.</summary>
public interface ILifeMessage : IBulkMessage
{
    /// <summary>Life of the run that it belongs to.</summary>
    long Epoch { get; }
}

/// <summary>A message between actors of one process, given by reference; it is refused where it would be serialised.</summary>
public interface IStaysInProcess;

/// <summary>
/// Gives storage back to whoever lent it: to the actor that sent it where that lives in this process, else to the pool of
/// this node, into which it came over the wire (<see cref="Wire.Bulk.BulkFlow.GiveBack"/>).
/// </summary>
public interface IGivesBack : IStaysInProcess;
