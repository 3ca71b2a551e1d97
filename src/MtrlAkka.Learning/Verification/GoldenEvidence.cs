using System.Text.Json;

namespace MtrlAkka.Learning.Verification;

/// <summary>Files that tell something of a reference implementation, but that nothing here should equal.</summary>
/// <param name="name">What such a file shows.</param>
/// <param name="reason">Why it is not compared.</param>
/// <param name="understands">Whether a file is one.</param>
internal sealed class GoldenEvidence(string name, string reason, Func<GoldenFile, bool> understands) : GoldenKind
{
    /// <summary>The kinds that are known.</summary>
    public static IReadOnlyList<GoldenKind> All { get; } =
    [
        new GoldenEvidence("divergence", "evidence: the reference's own parameters are not numbers any more", static file => Diverged(file.Description.Element)),
        new GoldenEvidence(
            "starts", "facts about random starts of any size; tests hold the starts here to them",
            static file => file.Tensors.Count == 0 && file.Description.Has("target_equals_critic") && file.Description.Has("initial_temperature")),
        new GoldenEvidence(
            "running variance", "a normaliser of rewards that the reference had for some weeks; not offered here",
            static file => file.Config.Has("rms_epsilon_count")),
        new GoldenEvidence(
            "diagnostics", "figures that only the reference's evaluation logs, of losses that no update has (one noise for all tasks)",
            static file => file.HasAny("infos/")),
        new GoldenEvidence(
            "evaluation loop", "the reference's way to count: an evaluation here has its own episodes for each task",
            static file => file.HasAny("script/") && file.Has("output/goal")),
        new GoldenEvidence(
            "online statistics", "the reference's bookkeeping between evaluations; not offered here",
            static file => file.HasAny("record/") && file.HasAny("score/")),
        new GoldenEvidence(
            "replay indexing", "of the replay, not of learning: tests hold the rings here to it; rows are drawn otherwise, as many of each task",
            static file => file.Has("sample/flat_index")),
    ];

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => understands(file);

    /// <inheritdoc/>
    public override string? NotCompared(GoldenFile file) => reason;

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison) =>
        throw new InvalidOperationException($"{file.Name} is evidence, nothing to compare");

    private static bool Diverged(JsonElement description) =>
        description.ValueKind == JsonValueKind.Object
        && description.TryGetProperty("non_finite_tensors", out var names)
        && names.EnumerateArray().Any(static name => name.GetString()!.StartsWith("after/", StringComparison.Ordinal));
}
