namespace MtrlAkka.Cluster.Protocol;

/// <summary>Asks the director, by way of any node, to lead a run of the runs' folder; answered with a <see cref="RunQueued"/> or a <see cref="Declined"/>.</summary>
/// <param name="Run">Name of the run, that of its folder.</param>
public sealed record SubmitRun(string Run) : ICrossesNodes;

/// <summary>The run is in the queue.</summary>
/// <param name="Ahead">Runs that come before it.</param>
public sealed record RunQueued(int Ahead) : ICrossesNodes;

/// <summary>Asks the director, by way of any node, to relieve a node of its parts and have it end; answered with a <see cref="Done"/> or a <see cref="Declined"/>.</summary>
/// <param name="Address">Address of the node, <c>HOST:PORT</c>.</param>
public sealed record DrainNode(string Address) : ICrossesNodes;

/// <summary>What was asked for is under way.</summary>
public sealed record Done : ICrossesNodes;

/// <summary>What was asked for cannot be.</summary>
/// <param name="Reason">Why, in a line.</param>
public sealed record Declined(string Reason) : ICrossesNodes;
