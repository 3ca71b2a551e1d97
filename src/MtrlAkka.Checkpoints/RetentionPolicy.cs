namespace MtrlAkka.Checkpoints;

/// <summary>Which committed checkpoints stay.</summary>
/// <param name="KeepLast">The newest so many; at least one.</param>
/// <param name="KeepEveryRounds">
/// Of each span of so many rounds the first checkpoint too, for good; zero keeps none. A checkpoint that was kept stays kept
/// whatever comes after it, so that the policy can be applied after each commit.
/// </param>
public sealed record RetentionPolicy(int KeepLast, long KeepEveryRounds)
{
    /// <inheritdoc cref="RetentionPolicy(int, long)" path="/param[@name='KeepLast']"/>
    public int KeepLast { get; init; } = KeepLast >= 1
        ? KeepLast
        : throw new ArgumentOutOfRangeException(nameof(KeepLast), KeepLast, "at least the last checkpoint must be kept");

    /// <inheritdoc cref="RetentionPolicy(int, long)" path="/param[@name='KeepEveryRounds']"/>
    public long KeepEveryRounds { get; init; } = KeepEveryRounds >= 0
        ? KeepEveryRounds
        : throw new ArgumentOutOfRangeException(nameof(KeepEveryRounds), KeepEveryRounds, "a number of rounds, or 0 for none");

    /// <summary>The checkpoints that stay, oldest first.</summary>
    /// <param name="committed">All that are committed and not yet given up, in any order.</param>
    public IReadOnlyList<CheckpointManifest> Kept(IEnumerable<CheckpointManifest> committed)
    {
        CheckpointManifest[] ordered = [.. committed.OrderBy(static checkpoint => checkpoint.Number)];
        var kept = new List<CheckpointManifest>();
        long lastSpan = -1;
        for (int i = 0; i < ordered.Length; i++)
        {
            long span = KeepEveryRounds > 0 ? ordered[i].Round / KeepEveryRounds : -1;
            bool firstOfSpan = span > lastSpan;
            if (firstOfSpan) lastSpan = span;
            if (firstOfSpan || i >= ordered.Length - KeepLast) kept.Add(ordered[i]);
        }

        return kept;
    }
}
