namespace MtrlAkka.Cluster.Metrics;

/// <summary>One task as the display shows it. Null stands for "not known yet".</summary>
/// <param name="Name">The task's name.</param>
/// <param name="EvaluationSuccess">Share of the last evaluation's episodes that succeeded, 0 to 1.</param>
/// <param name="TrainingSuccess">Share of the last training episodes that succeeded, 0 to 1.</param>
/// <param name="Temperature">The task's entropy temperature, above 0.</param>
/// <param name="Quarantined">The task's environments failed too often and are left out.</param>
public sealed record TaskProgress(
    string Name,
    double? EvaluationSuccess = null,
    double? TrainingSuccess = null,
    double? Temperature = null,
    bool Quarantined = false);

/// <summary>Where a run stands: all that the display knows. Null stands for "not known yet".</summary>
public sealed record ProgressSnapshot
{
    public required string RunName { get; init; }

    /// <summary>The preset or configuration file that the run started from.</summary>
    public required string Preset { get; init; }

    /// <summary>What the run is doing, in a word or two: starting, training, evaluating, checkpointing.</summary>
    public required string Phase { get; init; }

    /// <summary>Rounds done.</summary>
    public long Round { get; init; }

    /// <summary>Rounds in all; 0 where there is no end.</summary>
    public long TotalRounds { get; init; }

    /// <summary>Environment steps a second, all environments together.</summary>
    public double? EnvironmentStepsPerSecond { get; init; }

    /// <summary>Learner updates a second.</summary>
    public double? UpdatesPerSecond { get; init; }

    public IReadOnlyList<TaskProgress> Tasks { get; init; } = [];

    public double? CriticLoss { get; init; }

    public double? ActorLoss { get; init; }

    /// <summary>The round of the last committed checkpoint.</summary>
    public long? CheckpointRound { get; init; }

    /// <summary>How long ago that checkpoint was committed.</summary>
    public TimeSpan? CheckpointAge { get; init; }

    /// <summary>How long the run has been going since it was started or resumed.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How long it will take to the last round at this pace.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Tasks that are left out because their environments failed too often; where only some of them did, how many.</summary>
    public IReadOnlyList<string> Quarantined { get; init; } = [];

    /// <summary>Times that the run went back to its last commit because something was lost.</summary>
    public int Rollbacks { get; init; }

    /// <summary>What is wrong and stays wrong until someone acts, one line each.</summary>
    public IReadOnlyList<string> Alarms { get; init; } = [];

    /// <summary>Mean over the tasks that have a figure; null where none has.</summary>
    public double? MeanEvaluationSuccess => Mean(task => task.EvaluationSuccess);

    /// <inheritdoc cref="MeanEvaluationSuccess"/>
    public double? MeanTrainingSuccess => Mean(task => task.TrainingSuccess);

    /// <summary>Share of the rounds done, 0 to 1; null where there is no end.</summary>
    public double? Done => TotalRounds > 0 ? Math.Clamp((double)Round / TotalRounds, 0, 1) : null;

    private double? Mean(Func<TaskProgress, double?> figure)
    {
        double[] known = [.. Tasks.Select(figure).OfType<double>()];
        return known.Length == 0 ? null : known.Average();
    }
}
