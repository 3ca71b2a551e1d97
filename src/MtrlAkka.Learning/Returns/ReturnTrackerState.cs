using System.Collections.Immutable;

namespace MtrlAkka.Learning;

/// <summary>State of a <see cref="ReturnTracker"/>.</summary>
/// <param name="Range">Of the episodes that have ended.</param>
/// <param name="OpenRewards">Of the episode that has not.</param>
public sealed record ReturnTrackerState(ReturnRange Range, ImmutableArray<float> OpenRewards);
