namespace MtrlAkka.Dashboard.Clips;

/// <summary>A film of an episode: what the policy of a checkpoint does on a goal of its run.</summary>
/// <param name="File">Name of the file in the run's clips.</param>
/// <param name="Task">Full name of the task.</param>
/// <param name="Round">Rounds of the checkpoint.</param>
public sealed record Clip(string File, string Task, long Round);
