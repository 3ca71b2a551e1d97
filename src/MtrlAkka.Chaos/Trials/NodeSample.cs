using MtrlAkka.Chaos.Processes;

namespace MtrlAkka.Chaos.Trials;

/// <summary>What a node's process held at a moment.</summary>
/// <param name="At">When, from the beginning of the trial.</param>
/// <param name="Node">The node.</param>
/// <param name="Process">Id of its process.</param>
/// <param name="Figures">What it held.</param>
public sealed record NodeSample(TimeSpan At, string Node, int Process, ProcessFigures Figures);
