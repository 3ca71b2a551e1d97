namespace MtrlAkka.Cluster.Stores;

/// <summary>The database of a journal is out of reach; what is in it is not known to be damaged.</summary>
/// <param name="message">Which one, and why.</param>
/// <param name="inner">What the driver said.</param>
public sealed class JournalUnreachableException(string message, Exception inner) : IOException(message, inner);
