namespace MtrlAkka.Learning;

/// <summary>An immutable copy of a policy's flat parameters, as it is published to those who act.</summary>
/// <param name="Version">Updates that made it.</param>
/// <param name="Values">The actor network's vector, padding included, and behind it the task embedding's where there is one; never changed once published.</param>
public sealed record PolicyWeights(long Version, float[] Values)
{
    /// <summary>The policy of a stored state, without a learner.</summary>
    /// <param name="settings">The settings of the agent that was saved.</param>
    /// <param name="state">What <see cref="MultiTaskSac.Save"/> gave, or its arrays <c>actor/…</c>, <c>updates</c> and of a task embedding <c>critic/embedding</c>.</param>
    /// <exception cref="InvalidDataException">An array is missing or of another size; the message names it.</exception>
    public static PolicyWeights FromState(SacSettings settings, IReadOnlyList<NamedArray> state)
    {
        settings.Validate();
        var arrays = state.ToDictionary(static array => array.Name);
        var layout = SacNetworks.Actor(settings, DeviceKernels.Torch.Layers).Layout;
        float[] embedding = settings.EmbeddingSize > 0 ? CriticEmbedding.Layout(settings).Gather("critic", arrays) : [];
        return new PolicyWeights(UpdateCount.Decode(arrays), [.. layout.Gather("actor", arrays), .. embedding]);
    }
}
