namespace MtrlAkka.Cluster.Protocol;

/// <summary>The node's assignment of an asynchronous run is another one.</summary>
/// <param name="Assignment">The assignment.</param>
public sealed record PartReassigned(AsyncAssignment Assignment) : IStaysInProcess;

/// <summary>A part is ready.</summary>
/// <param name="Part">The part.</param>
public sealed record PartBegan(PartAddress Part) : IStaysInProcess;

/// <summary>A part could not be made ready, or has failed.</summary>
/// <param name="Part">The part.</param>
/// <param name="Cause">Why.</param>
public sealed record PartBroke(PartAddress Part, Cause Cause) : IStaysInProcess;

/// <summary>Something that a part has to say to the run's coordinator, whoever that is.</summary>
/// <param name="Message">What it says.</param>
public sealed record ForCoordinator(ICrossesNodes Message) : IStaysInProcess;

/// <summary>What a worker hosts now.</summary>
/// <param name="Term">Term of the last assignment that it took.</param>
/// <param name="Serial">Serial of that assignment.</param>
/// <param name="Environments">Its environments.</param>
/// <param name="Quarantined">Those of them that failed more often than the run allows.</param>
public sealed record WorkerHosts(long Term, long Serial, IReadOnlyList<EnvironmentKey> Environments, IReadOnlyList<int> Quarantined) : IStaysInProcess;
