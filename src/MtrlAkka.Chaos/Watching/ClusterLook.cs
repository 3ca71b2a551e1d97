namespace MtrlAkka.Chaos.Watching;

/// <summary>One question to the cluster from outside, and what it said.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Took">Until the answer, or until nobody waited for it any more.</param>
/// <param name="View">The answer; null where no node gave one.</param>
public sealed record ClusterLook(TimeSpan At, TimeSpan Took, ClusterView? View);
