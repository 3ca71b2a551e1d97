using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Async;

/// <summary>How far an asynchronous run is, as its parts tell; in rounds, for everything that shows a run.</summary>
public sealed class AsyncProgress
{
    private readonly RunSettings _settings;
    private readonly EvaluationSchedule _evaluations;
    private readonly long?[] _rounds;
    private readonly SortedDictionary<long, EvaluationResult> _results = [];

    /// <summary>A run of which nothing is known.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="history">Evaluations that are known.</param>
    public AsyncProgress(RunSettings settings, IEnumerable<EvaluationResult> history)
    {
        _settings = settings;
        _evaluations = new EvaluationSchedule(settings.Evaluation.Interval, settings.Learner.WarmStartRounds, settings.Rounds);
        _rounds = new long?[settings.Replay.Shards];
        foreach (var result in history) _results.Add(result.Round, result);
    }

    /// <summary>Updates done; null: not known.</summary>
    public long? Updates { get; private set; }

    /// <summary>Evaluations so far, by round.</summary>
    public IReadOnlyList<EvaluationResult> Evaluations => [.. _results.Values];

    /// <summary>The round up to which the results of all evaluations are known.</summary>
    public long EvaluatedTo
    {
        get
        {
            long known = 0;
            for (long next = _evaluations.Next(0); next > known && _results.ContainsKey(next); next = _evaluations.Next(known)) known = next;
            return known;
        }
    }

    /// <summary>Whether every part has told how far it is.</summary>
    public bool IsKnown => Updates is not null && Array.TrueForAll(_rounds, static round => round is not null);

    /// <summary>Rounds that are complete.</summary>
    public long Completed => Math.Min(_settings.RoundsLearned(Updates ?? 0), _rounds.Min(static round => round ?? 0));

    /// <summary>Whether all rows are in the replay, all updates done and all evaluations known.</summary>
    public bool Done
    {
        get
        {
            long total = _settings.UpdatesAfter(_settings.Rounds);
            return Array.TrueForAll(_rounds, round => round == _settings.Rounds) && Updates == total && (total == 0 || EvaluatedTo == _settings.Rounds);
        }
    }

    /// <summary>A learner begins with these updates: what was evaluated of later ones is of weights that are no more.</summary>
    public void LearnerBegins(long updates)
    {
        Updates = updates;
        foreach (long round in _results.Keys.Where(round => round > _settings.RoundsLearned(updates)).ToArray()) _results.Remove(round);
    }

    /// <summary>A shard begins.</summary>
    public void ShardBegins(int shard) => _rounds[shard] = null;

    /// <summary>The learner tells how far it is.</summary>
    public void On(LearnerProgress progress) => Updates = progress.Updates;

    /// <summary>A shard tells how far it is.</summary>
    public void On(ShardProgress progress) => _rounds[progress.Shard] = progress.Round;

    /// <summary>An evaluation is done.</summary>
    /// <returns>Whether it was not known.</returns>
    public bool On(EvaluationResult result) => _results.TryAdd(result.Round, result);
}
