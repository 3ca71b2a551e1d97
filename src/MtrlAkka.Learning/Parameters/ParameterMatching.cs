namespace MtrlAkka.Learning;

/// <summary>Counts parameters without building an agent, and finds widths that give a count: for comparing architectures at equal size.</summary>
public static class ParameterMatching
{
    /// <summary>Parameters of the actor, and of all critics together with their task embedding; without target networks and temperatures.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static (long Actor, long Critic) Count(SacSettings settings)
    {
        settings.Validate();
        var kernels = DeviceKernels.Torch.Layers;
        long embedding = (long)settings.Tasks * settings.EmbeddingSize;
        return (SacNetworks.Actor(settings, kernels).Layout.Count, SacNetworks.Critic(settings, kernels).Layout.Count + embedding);
    }

    /// <summary>
    /// The width of actor and critics whose parameters together come nearest to a target; of two equally near the smaller. What
    /// has a size of its own (encoders, embeddings, a module width that is set) keeps it. The count grows with the width, so bisection finds it.
    /// </summary>
    /// <param name="settings">Everything but the width.</param>
    /// <param name="target">Parameters of the actor and all critics.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the target is not positive.</exception>
    public static int Width(SacSettings settings, long target)
    {
        if (target < 1) throw new ArgumentException($"the target must be at least 1 parameter, not {target}");
        long Total(int width)
        {
            var (actor, critic) = Count(settings with { Actor = settings.Actor with { Width = width }, Critic = settings.Critic with { Width = width } });
            return actor + critic;
        }

        int high = 1;
        while (high < MaximumWidth && Total(high) < target) high *= 2;
        int low = high / 2;
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (Total(middle) < target) low = middle;
            else high = middle;
        }

        // Now low is the last width below the target, if there is one, and high the first that reaches it, up to the largest.
        return low < 1 || Total(high) - target < target - Total(low) ? high : low;
    }

    private const int MaximumWidth = 1 << 16;
}
