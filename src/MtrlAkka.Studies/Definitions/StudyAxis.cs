namespace MtrlAkka.Studies.Definitions;

/// <summary>One axis of a study's grid.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What a plot writes at it, with the unit.</param>
/// <param name="Values">Names of its values, in the order that plots and tables keep.</param>
public sealed record StudyAxis(string Name, string Title, IReadOnlyList<string> Values);
