using MtrlAkka.Cluster.Wire;

namespace MtrlAkka.Cluster.Nodes;

/// <summary>How a director leads.</summary>
/// <param name="Self">Its node's handshake; nodes of another protocol are refused.</param>
/// <param name="Patience">How long a node may say nothing before its parts go elsewhere.</param>
/// <param name="Memory">How long a silent node is remembered.</param>
/// <param name="Look">Between two looks at the nodes.</param>
/// <param name="Settle">How long nodes may come and go before a run is placed.</param>
/// <param name="Retry">Whether another coordinator goes on where one failed; else the run ends, and can be resumed.</param>
/// <param name="FirstPause">Before the next coordinator, the first time.</param>
/// <param name="LongestPause">Before the next coordinator, at most.</param>
/// <param name="Time">The clock.</param>
public sealed record DirectorSettings(
    NodeHandshake Self,
    TimeSpan Patience,
    TimeSpan Memory,
    TimeSpan Look,
    TimeSpan Settle,
    bool Retry,
    TimeSpan FirstPause,
    TimeSpan LongestPause,
    TimeProvider Time);
