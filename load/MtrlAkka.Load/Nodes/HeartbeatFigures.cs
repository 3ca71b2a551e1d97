namespace MtrlAkka.Load.Nodes;

/// <summary>Heartbeats that came to a process.</summary>
/// <param name="Came">All of them.</param>
/// <param name="Late">Those that came more than an interval after they were due.</param>
/// <param name="LongestGap">Seconds between two of them.</param>
public sealed record HeartbeatFigures(long Came, long Late, double LongestGap);
