using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Wire.Streams;

/// <summary>What a stream's thread has to tell its exchange; the exchange's actor applies it.</summary>
/// <param name="Exchange">The exchange, which may be that of an earlier life of the actor.</param>
/// <param name="Tell">Tells it.</param>
internal sealed record StreamEvent(BulkExchange Exchange, Action<BulkExchange> Tell) : IStaysInProcess;

/// <summary>A stream that called is over, and writes into no message any more.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Fault">What came over it that no sender of this version would send, or null.</param>
internal sealed record StreamOver(IncomingStream Stream, WireException? Fault) : IStaysInProcess;

/// <summary>Another node calls over a stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Link">The link that it says it is of.</param>
/// <param name="Secret">What it says is the link's secret.</param>
internal sealed record StreamCall(IncomingStream Stream, BulkLink Link, long Secret) : IStaysInProcess;
