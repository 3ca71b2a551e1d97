using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <content>What goes in and out of the agent between updates.</content>
public sealed partial class MultiTaskSac
{
    /// <summary>
    /// Everything that determines the future, in a fixed order: <c>actor/…</c>, <c>critic/…</c>, <c>target/…</c> (critics with
    /// their own axis first), <c>log_alpha</c>; then of each optimiser <c>adam_mean/…</c> and <c>adam_square/…</c> of the same
    /// names without the target's; with GradNorm <c>gradnorm/actor/…</c> and <c>gradnorm/critic/…</c>, see <see cref="GradNormState"/>; last <c>updates</c>, [2]: the count modulo 2^24 and its multiple of 2^24.
    /// Within a multi-head or mlp network (for others see their classes): <c>layer_I/kernel</c> [in, out], <c>layer_I/bias</c>, <c>norm_I/scale</c>, <c>norm_I/shift</c>,
    /// <c>head/kernel</c> ([task,] in, out), <c>head/bias</c>.
    /// </summary>
    public IReadOnlyList<NamedArray> Save() =>
    [
        .. Parts().SelectMany(static part => part.Vector.Export(part.Prefix, part.Members)),
        UpdateCount.Encode(_updates),
    ];

    /// <summary>Goes on from what <see cref="Save"/> gave, to the last bit.</summary>
    /// <exception cref="InvalidDataException">An array is missing or of another size; the message names it. The agent must then be discarded.</exception>
    public void Load(IReadOnlyList<NamedArray> state)
    {
        var arrays = state.ToDictionary(static array => array.Name);
        foreach (var (vector, prefix, _) in Parts()) vector.Import(prefix, arrays);
        _updates = UpdateCount.Decode(arrays);
    }

    /// <summary>The policy as it is now, for publishing.</summary>
    /// <param name="storage">An array that an earlier policy was given and nobody reads any more, or null for a new one.</param>
    public PolicyWeights Policy(float[]? storage = null)
    {
        float[] values = storage ?? new float[_actor.Layout.Length];
        _actor.Read(values);
        return new PolicyWeights(_updates, values);
    }

    /// <summary>
    /// The figures since the last reading, which starts the next means. The one place where the host waits for the device,
    /// so read every some hundred updates. Reading changes nothing that decides the future.
    /// </summary>
    public UpdateMetrics ReadMetrics()
    {
        using var scope = NewDisposeScope();
        double Norm(FlatParameters vector) => vector.Vector.Tensor.to(ScalarType.Float64).square().sum().sqrt().cpu().item<double>();
        double[] sums = _metrics.Tensor.to(ScalarType.Float64).cpu().data<double>().ToArray();
        long updates = _updatesInMetrics;
        _metrics.Tensor.zero_();
        _updatesInMetrics = 0;
        static IReadOnlyList<double> Weights(TaskRule rule) =>
            rule.State is { } state ? state.Weights.Tensor.to(ScalarType.Float64).cpu().data<double>().ToArray() : [];
        double Mean(int place) => updates == 0 ? double.NaN : sums[place] / updates;
        return new UpdateMetrics
        {
            Updates = updates,
            CriticLoss = Mean(Metric.CriticLoss),
            CriticValue = Mean(Metric.CriticValue),
            ActorLoss = Mean(Metric.ActorLoss),
            TemperatureLoss = Mean(Metric.TemperatureLoss),
            Entropy = Mean(Metric.Entropy),
            CriticGradientNorm = Mean(Metric.CriticGradientNorm),
            ActorGradientNorm = Mean(Metric.ActorGradientNorm),
            CriticParameterNorm = Norm(_critic),
            ActorParameterNorm = Norm(_actor),
            CriticConflicts = _criticRule is PcGradRule ? Mean(Metric.CriticConflicts) : null,
            ActorConflicts = _actorRule is PcGradRule ? Mean(Metric.ActorConflicts) : null,
            CriticTaskWeights = Weights(_criticRule),
            ActorTaskWeights = Weights(_actorRule),
            Temperatures = _temperatures.Tensor.to(ScalarType.Float64).exp().cpu().data<double>().ToArray(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in new IDisposable[]
        {
            _nextPolicy, _policy, _targetCritic, _onlineCritic, _nextLogProbability, _logProbability, _actionGradient,
            _temperatures, _temperatureGradient, _metrics, _batch, _actorOptimizer, _criticOptimizer, _temperatureOptimizer,
            _actorRule, _criticRule, _actor, _critic, _target, _logAlpha,
        })
            part.Dispose();
        _taskWeights?.Dispose();
        _categorical?.Target.Dispose();
    }

    private IEnumerable<(FlatParameters Vector, string Prefix, bool Members)> Parts()
    {
        yield return (_actor, "actor", false);
        yield return (_critic, "critic", true);
        yield return (_target, "target", true);
        yield return (_logAlpha, "", false);
        foreach (var (optimizer, name, members) in new[]
        {
            (_actorOptimizer, "actor", false), (_criticOptimizer, "critic", true), (_temperatureOptimizer, "", false),
        })
        {
            yield return (optimizer.Mean, $"adam_mean/{name}".TrimEnd('/'), members);
            yield return (optimizer.Square, $"adam_square/{name}".TrimEnd('/'), members);
        }

        if (_actorRule.State is { } ofActor) yield return (ofActor.Values, "gradnorm/actor", false);
        if (_criticRule.State is { } ofCritic) yield return (ofCritic.Values, "gradnorm/critic", false);
    }
}
