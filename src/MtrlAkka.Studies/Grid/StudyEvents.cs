namespace MtrlAkka.Studies.Grid;

/// <summary>What a study's journal holds.</summary>
public interface IStudyEvent;

/// <summary>A run has begun, or goes on after the study was stopped.</summary>
/// <param name="Run">Its name.</param>
public sealed record RunBegun(string Run) : IStudyEvent;

/// <summary>All rounds of a run are done.</summary>
/// <param name="Run">Its name.</param>
public sealed record RunCompleted(string Run) : IStudyEvent;

/// <summary>An attempt at a run failed.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Reason">Why, in a line.</param>
public sealed record RunAttemptFailed(string Run, string Reason) : IStudyEvent;

/// <summary>A run that had failed is to be tried anew, with all its attempts.</summary>
/// <param name="Run">Its name.</param>
public sealed record RunTriedAnew(string Run) : IStudyEvent;
