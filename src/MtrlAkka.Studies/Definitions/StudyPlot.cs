namespace MtrlAkka.Studies.Definitions;

/// <summary>How a study is looked at.</summary>
/// <param name="X">
/// What stands on x: the name of an axis, or <see cref="ActorParameters"/> or <see cref="Parameters"/>, which follow from a cell's settings.
/// </param>
/// <param name="Series">The axes that tell curves or bars apart, in their order; none: one curve.</param>
/// <param name="Baseline">
/// The value of the last of <paramref name="Series"/> (of the x axis where there are no series) that the others are compared with; null: none.
/// </param>
/// <param name="Measures">What is on y, the primary measure first: names of <see cref="StudyMeasures"/>.</param>
public sealed record StudyPlot(string X, IReadOnlyList<string> Series, string? Baseline, IReadOnlyList<string> Measures)
{
    /// <summary>Parameters of the actor on x, on a logarithmic axis.</summary>
    public const string ActorParameters = "actor-parameters";

    /// <summary>Parameters of actor and critics together on x, on a logarithmic axis.</summary>
    public const string Parameters = "parameters";
}
