namespace MtrlAkka.Studies.Definitions;

/// <summary>Where a cell stands on one axis of its study.</summary>
/// <param name="Axis">Name of the axis: width, tasks, architecture.</param>
/// <param name="Value">Name of the value there: 256, MT10, moore.</param>
public sealed record StudyLabel(string Axis, string Value);
