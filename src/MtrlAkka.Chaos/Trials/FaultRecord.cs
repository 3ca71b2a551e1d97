using MtrlAkka.Chaos.Plans;

namespace MtrlAkka.Chaos.Trials;

/// <summary>A fault that was injected, and what came of it.</summary>
/// <param name="Number">Number of the plan's entry.</param>
/// <param name="Planned">The entry.</param>
/// <param name="Began">When it began, from the beginning of the trial.</param>
/// <param name="Recovered">When the run was seen to advance again behind it; null where it was not.</param>
/// <param name="Outage">The longest time without progress from its beginning to the recovery.</param>
public sealed record FaultRecord(int Number, PlannedFault Planned, TimeSpan Began, TimeSpan? Recovered, TimeSpan Outage);
