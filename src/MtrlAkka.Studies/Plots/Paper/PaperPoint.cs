namespace MtrlAkka.Studies.Plots.Paper;

/// <summary>A point that the paper plots.</summary>
/// <param name="Figure">Name of its figure.</param>
/// <param name="Tasks">Benchmark, or number of tasks.</param>
/// <param name="Variant">Algorithm or variant; empty where the figure has but one.</param>
/// <param name="ActorParameters">Parameters of the actor; null where the figure has another axis.</param>
/// <param name="Success">Success in [0, 1]; null where the figure is of something else.</param>
/// <param name="DormantPercent">Percentage of dormant units; null where the figure is of something else.</param>
public sealed record PaperPoint(string Figure, string Tasks, string Variant, double? ActorParameters, double? Success, double? DormantPercent)
{
    /// <summary>What tells it apart from others of its figure, but for the parameters.</summary>
    public string Series => string.Join(", ", new[] { int.TryParse(Tasks, out _) ? $"{Tasks} tasks" : Tasks, Variant }.Where(static part => part.Length > 0));
}
