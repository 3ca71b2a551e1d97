namespace MtrlAkka.Learning;

/// <summary>
/// The policy for acting: on the host, on any thread (one at a time), for the rows of any tasks. An action depends on its
/// own row alone, to the last bit, so it does not matter which environments share a call or a node.
/// </summary>
public sealed class PolicyNetwork : IDisposable
{
    private readonly SacSettings _settings;
    private readonly IPolicyForward _forward;
    private float[] _outputs = [];

    /// <summary>A policy without weights; it cannot act before <see cref="Load"/>.</summary>
    public PolicyNetwork(SacSettings settings)
    {
        settings.Validate();
        _settings = settings;
        var network = SacNetworks.Actor(settings, DeviceKernels.Torch.Layers);
        _forward = settings.EmbeddingSize > 0 ? new EmbeddedForward(network, CriticEmbedding.Layout(settings)) : network.CreateForward();
    }

    /// <summary>Version of the weights loaded; -1 before the first.</summary>
    public long Version { get; private set; } = -1;

    /// <summary>Takes published weights.</summary>
    /// <exception cref="ArgumentException">They are of another network.</exception>
    public void Load(PolicyWeights weights)
    {
        _forward.Load(weights.Values);
        Version = weights.Version;
    }

    /// <summary>Actions of observations.</summary>
    /// <param name="observations">[n, observation size].</param>
    /// <param name="tasks">[n], each row's task.</param>
    /// <param name="noise">[n, action size], standard normal; empty for the deterministic action tanh(mean).</param>
    /// <param name="actions">[n, action size], filled, in (-1, 1).</param>
    /// <exception cref="ArgumentException">A length does not fit, or a task does not exist.</exception>
    /// <exception cref="InvalidOperationException">No weights are loaded.</exception>
    public void Act(ReadOnlySpan<float> observations, ReadOnlySpan<int> tasks, ReadOnlySpan<float> noise, Span<float> actions)
    {
        if (Version < 0) throw new InvalidOperationException("the policy has no weights yet");
        int size = _settings.ActionSize, rows = tasks.Length;
        if (observations.Length != rows * _settings.ObservationSize || actions.Length != rows * size
            || (!noise.IsEmpty && noise.Length != actions.Length))
        {
            throw new ArgumentException(
                $"{rows} rows need {_settings.ObservationSize} observation numbers and {size} of noise and action each, "
                + $"not {observations.Length}, {noise.Length} and {actions.Length} in all");
        }

        foreach (int task in tasks)
            if ((uint)task >= (uint)_settings.Tasks) throw new ArgumentException($"task {task} is not one of {_settings.Tasks}");
        if (_outputs.Length < rows * 2 * size) _outputs = new float[rows * 2 * size];
        var outputs = _outputs.AsSpan(0, rows * 2 * size);
        _forward.Forward(observations, tasks, outputs);
        float limit = 1 - (MathF.BitIncrement(1) - 1), low = (float)_settings.LogStdMin, high = (float)_settings.LogStdMax;
        for (int i = 0; i < actions.Length; i++)
        {
            int at = (i / size * 2 * size) + (i % size);
            float sample = outputs[at];
            if (!noise.IsEmpty) sample += MathF.Exp(Math.Clamp(outputs[at + size], low, high)) * noise[i];
            actions[i] = Math.Clamp(MathF.Tanh(sample), -limit, limit);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (_forward as IDisposable)?.Dispose();
}
