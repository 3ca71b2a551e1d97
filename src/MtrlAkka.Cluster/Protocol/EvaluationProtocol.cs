namespace MtrlAkka.Cluster.Protocol;

/// <summary>Evaluates weights with deterministic actions on environments of the evaluator's own.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Version">The weights; their round names the evaluation.</param>
public sealed record Evaluate(long Epoch, PolicyVersion Version) : ILifeMessage;

/// <summary>Scores of one task.</summary>
/// <param name="SuccessRate">Fraction of the episodes that ended with success.</param>
/// <param name="MeanReturn">Mean sum of rewards, up to the success.</param>
public sealed record TaskScore(double SuccessRate, double MeanReturn);

/// <summary>An evaluation is done.</summary>
/// <param name="Round">Rounds that were complete when the weights were taken.</param>
/// <param name="Tasks">Scores in the order of the tasks.</param>
public sealed record EvaluationResult(long Round, IReadOnlyList<TaskScore> Tasks) : ICrossesNodes
{
    /// <summary>The benchmark's score: the mean over tasks.</summary>
    public double MeanSuccessRate => Tasks.Average(static task => task.SuccessRate);
}

/// <summary>An evaluation is done.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Result">The scores.</param>
public sealed record EvaluationCompleted(long Epoch, EvaluationResult Result) : ICrossesNodes;

/// <summary>Forgets what is under way and begins a life of the run.</summary>
/// <param name="Epoch">Life of the run.</param>
public sealed record PrepareEvaluator(long Epoch) : ICrossesNodes;
