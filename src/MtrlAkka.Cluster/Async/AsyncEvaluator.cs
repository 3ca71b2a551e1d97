using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>What an evaluator asks of its surroundings.</summary>
public interface IAsyncEvaluatorHost
{
    /// <summary>Tells another part; it may be lost, or come late or twice.</summary>
    void Tell(PartAddress to, object message);

    /// <summary>Tells the coordinator.</summary>
    void TellCoordinator(object message);

    /// <summary>Evaluates; <see cref="AsyncEvaluator.Evaluated"/> has the result.</summary>
    void Evaluate(PolicyVersion version);
}

/// <summary>The evaluator of an asynchronous run, without any actor: one evaluation after another, each once for a learner, told until its result is in a checkpoint.</summary>
/// <param name="self">Its address.</param>
/// <param name="host">Its surroundings.</param>
public sealed class AsyncEvaluator(PartAddress self, IAsyncEvaluatorHost host)
{
    private readonly SortedDictionary<long, (Incarnation Learner, PolicyVersion Version)> _waiting = [];
    private readonly SortedDictionary<long, AsyncEvaluated> _results = [];
    private (Incarnation Learner, PolicyVersion Version)? _running;

    /// <summary>Evaluations that wait or are under way.</summary>
    public int Waiting => _waiting.Count + (_running is null ? 0 : 1);

    /// <summary>A later roster came.</summary>
    public void On(Roster roster)
    {
        foreach (long round in _results.Keys.Where(round => round <= roster.KeptTo).ToArray()) _results.Remove(round);
        if (roster.Learner is not { } learner) return;
        // What was learned on the way to a loss is not evaluated: the learner comes there again.
        foreach (var (round, _) in _waiting.Where(one => one.Value.Learner < learner.Incarnation).ToArray()) _waiting.Remove(round);
        foreach (var (round, _) in _results.Where(one => one.Value.Learner < learner.Incarnation).ToArray()) _results.Remove(round);
    }

    /// <summary>Weights to evaluate.</summary>
    public void On(EvaluateWeights evaluate)
    {
        if (evaluate.Evaluator != self.Incarnation) return;
        var (learner, round) = (evaluate.Learner.Incarnation, evaluate.Version.Round);
        host.Tell(evaluate.Learner, new EvaluationTaken(self.Incarnation, round));
        if (_running?.Learner == learner && _running?.Version.Round == round) return;
        if (_results.TryGetValue(round, out var result) && result.Learner >= learner) return;
        if (_waiting.TryGetValue(round, out var waiting) && waiting.Learner >= learner) return;
        _waiting[round] = (learner, evaluate.Version);
        Next();
    }

    /// <summary>The evaluation is done.</summary>
    public void Evaluated(EvaluationResult result)
    {
        var learner = _running!.Value.Learner;
        _running = null;
        var evaluated = _results[result.Round] = new AsyncEvaluated(learner, result);
        host.TellCoordinator(evaluated);
        Next();
    }

    /// <summary>Time passes; to be called about every second.</summary>
    public void Tick()
    {
        foreach (var result in _results.Values) host.TellCoordinator(result);
    }

    private void Next()
    {
        if (_running is not null || _waiting.Count == 0) return;
        var (round, next) = _waiting.First();
        _waiting.Remove(round);
        _running = next;
        host.Evaluate(next.Version);
    }
}
