namespace MtrlAkka.Chaos.Watching;

/// <summary>One question to the cluster from outside, and whether it was answered.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Took">Until the answer, or until nobody waited for it any more.</param>
/// <param name="Answered">Whether any node answered.</param>
public sealed record ClusterLook(TimeSpan At, TimeSpan Took, bool Answered);
