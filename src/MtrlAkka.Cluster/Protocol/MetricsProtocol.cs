using MtrlAkka.Learning;
using MtrlAkka.Learning.Plasticity;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>Rounds began or went on: what the display and the metrics count from.</summary>
/// <param name="Phase">What the run is doing, in words.</param>
/// <param name="Round">Rounds that are complete.</param>
public sealed record PhaseChanged(string Phase, long Round) : ICrossesNodes;

/// <summary>A round is complete.</summary>
/// <param name="Round">Rounds that are complete.</param>
public sealed record RoundCompleted(long Round) : ICrossesNodes;

/// <summary>An episode of the training ended.</summary>
/// <param name="Round">The vector step.</param>
/// <param name="Environment">Index of the environment.</param>
/// <param name="Episode">The episode.</param>
public sealed record EpisodeCompleted(long Round, int Environment, EpisodeEnd Episode) : ICrossesNodes;

/// <summary>Figures of the learner.</summary>
/// <param name="Round">Rounds that are complete.</param>
/// <param name="Metrics">The figures.</param>
public sealed record LearnerMetrics(long Round, UpdateMetrics Metrics) : ICrossesNodes;

/// <summary>The learner's plasticity was measured.</summary>
/// <param name="Round">Rounds that were complete with the update that it was measured at.</param>
/// <param name="Report">The figures.</param>
public sealed record PlasticityMeasured(long Round, PlasticityReport Report) : ICrossesNodes;

/// <summary>A checkpoint is committed.</summary>
/// <param name="Round">Rounds that are complete in it.</param>
/// <param name="Seconds">From the cut to the commit.</param>
/// <param name="Pause">Seconds in which the training stood still for it; null where it was not to go on.</param>
/// <param name="Bytes">Bytes of all its blobs.</param>
/// <param name="NewBytes">Bytes that its own blobs hold.</param>
public sealed record CheckpointReport(long Round, double Seconds, double? Pause, long Bytes, long NewBytes) : ICrossesNodes;

/// <summary>A life of the run begins.</summary>
/// <param name="Epoch">Its number.</param>
public sealed record LifeBegan(long Epoch) : IStaysInProcess;

/// <summary>Something was lost, and the run goes back to its last commit.</summary>
public sealed record RunRolledBack : IStaysInProcess;

/// <summary>An environment broke, or is in quarantine since before.</summary>
/// <param name="Environment">Index of the environment.</param>
/// <param name="Failure">Why, in a line; null where it broke in an earlier life.</param>
/// <param name="Quarantined">Whether it makes no more steps.</param>
public sealed record EnvironmentBroken(int Environment, string? Failure, bool Quarantined) : ICrossesNodes;

/// <summary>Something a person should know: shown until the run ends, and logged.</summary>
/// <param name="Key">What it is about; a later alarm of the same key replaces it.</param>
/// <param name="Text">One line, or null to withdraw it.</param>
public sealed record Alarm(string Key, string? Text) : ICrossesNodes;
