using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <content>What goes in and out of the agent between updates.</content>
public sealed partial class MultiTaskSac
{
    /// <summary>
    /// Everything that determines the future, in a fixed order: <c>actor/…</c>, <c>critic/…</c>, <c>target/…</c> (critics with
    /// their own axis first), <c>log_alpha</c>, of a task embedding <c>critic/embedding</c> and <c>target/embedding</c> [tasks, size]; then of each optimiser <c>adam_mean/…</c> and <c>adam_square/…</c> of the same
    /// names without the target's; with GradNorm <c>gradnorm/actor/…</c> and <c>gradnorm/critic/…</c>, see <see cref="GradNormState"/>; last <c>updates</c>, [2]: the count modulo 2^24 and its multiple of 2^24.
    /// Within a multi-head or mlp network (for others see their classes): <c>layer_I/kernel</c> [in, out], <c>layer_I/bias</c>, <c>norm_I/scale</c>, <c>norm_I/shift</c>,
    /// <c>head/kernel</c> ([task,] in, out), <c>head/bias</c>, and at the end <c>layer_I/left_singular</c> [in] where there is a spectral norm.
    /// Sparse networks that are rewired have <c>mask/actor/…</c> or <c>mask/critic/…</c> too, and where L2 pulls to weights that were
    /// given there are <c>start/actor/…</c> or <c>start/critic/…</c>.
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
        bool Has(string folder) => arrays.Keys.Any(name => name.StartsWith(folder, StringComparison.Ordinal));
        if (_actorTreatment is not null) _actorTreatment.StartGiven = Has("start/actor/");
        if (_criticTreatment is not null) _criticTreatment.StartGiven = Has("start/critic/");
        foreach (var (vector, prefix, _) in Parts()) vector.Import(prefix, arrays);
        _updates = UpdateCount.Decode(arrays);
        _actorTreatment?.Restore(_updates);
        _criticTreatment?.Restore(_updates);
    }

    /// <summary>
    /// Takes weights in the place of the drawn ones. The optimisers start as in any new agent, and so does the mask of a sparse
    /// network, which keeps of the weights what it connects; L2 towards the start is towards these weights.
    /// </summary>
    /// <param name="weights">Of this agent's settings.</param>
    /// <exception cref="InvalidOperationException">There were updates already.</exception>
    public void Start(StartingWeights weights)
    {
        if (_updates > 0) throw new InvalidOperationException($"the agent has made {_updates} updates: weights start a new one");
        var arrays = weights.Arrays.ToDictionary(static array => array.Name);
        foreach (var (vector, prefix, _) in Weights()) vector.Import(prefix, arrays);
        _actorTreatment?.StartFromHere();
        _criticTreatment?.StartFromHere();
    }

    /// <summary>The policy as it is now, for publishing.</summary>
    /// <param name="storage">An array that an earlier policy was given and nobody reads any more, or null for a new one.</param>
    public PolicyWeights Policy(float[]? storage = null)
    {
        int actor = (int)_actor.Layout.Length;
        float[] values = storage ?? new float[actor + (_embedding?.Table.Layout.Length ?? 0)];
        _actor.Read(values);
        _embedding?.Table.Read(values.AsSpan(actor));
        return new PolicyWeights(_updates, values);
    }

    /// <summary>
    /// The figures since the last reading, which starts the next means. The one place where the host waits for the device,
    /// so read every some hundred updates. Reading changes nothing that decides the future.
    /// </summary>
    public UpdateMetrics ReadMetrics()
    {
        using var scope = NewDisposeScope();
        double Norm(FlatParameters vector) => vector.Trained.Tensor.to(ScalarType.Float64).square().sum().sqrt().cpu().item<double>();
        double[] Host(Tensor values) => values.to(ScalarType.Float64).cpu().data<double>().ToArray();
        double[] sums = Host(_metrics.Tensor), temperatures = Host(_temperatures.Tensor.to(ScalarType.Float64).exp());
        long updates = _updatesInMetrics;
        _metrics.Tensor.zero_();
        _updatesInMetrics = 0;
        IReadOnlyList<double> Weights(TaskRule rule) => rule.State is { } state ? Host(state.Weights.Tensor) : [];
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
            ActorTreatments = _actorTreatment?.TakeCounts(),
            CriticTreatments = _criticTreatment?.TakeCounts(),
            Temperatures = temperatures,
            RewardDivisors = _normalisation is { } normalisation
                ? [.. Host(_batch.ReturnExtents.Tensor).Select((extent, task) => normalisation.Divisor(extent, temperatures[_settings.TemperatureShared ? 0 : task]))]
                : [],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in new IDisposable[]
        {
            _nextLogProbability, _logProbability, _temperatures, _temperatureGradient, _metrics, _batch, _actorOptimizer, _criticOptimizer, _temperatureOptimizer,
            _actorRule, _criticRule, _actor, _critic, _target, _logAlpha,
        })
            part.Dispose();
        _passes?.Dispose();
        _embedding?.Dispose();
        _taskWeights?.Dispose();
        _categorical?.Target.Dispose();
        _actorTreatment?.Dispose();
        _criticTreatment?.Dispose();
    }

    private IEnumerable<(FlatParameters Vector, string Prefix, bool Members)> Weights()
    {
        yield return (_actor, "actor", false);
        yield return (_critic, "critic", true);
        yield return (_target, "target", true);
        yield return (_logAlpha, "", false);
        if (_embedding is not null)
        {
            yield return (_embedding.Table, "critic", false);
            yield return (_embedding.Target, "target", false);
        }
    }

    private IEnumerable<(FlatParameters Vector, string Prefix, bool Members)> Parts()
    {
        foreach (var part in Weights()) yield return part;
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
        if (_actorTreatment?.Mask is { Evolves: true } actor) yield return (actor.Values, "mask/actor", false);
        if (_criticTreatment?.Mask is { Evolves: true } critic) yield return (critic.Values, "mask/critic", true);
        if (_actorTreatment?.GivenStart is { } actorStart) yield return (actorStart, "start/actor", false);
        if (_criticTreatment?.GivenStart is { } criticStart) yield return (criticStart, "start/critic", true);
        if (_embedding?.Optimizer is not { } embedding) yield break;
        yield return (embedding.Mean, "adam_mean/critic", false);
        yield return (embedding.Square, "adam_square/critic", false);
    }
}
