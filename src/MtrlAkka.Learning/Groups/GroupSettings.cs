using System.Reflection;

namespace MtrlAkka.Learning;

/// <summary>What the agents of a group must have in common: all settings but those of their own arithmetic.</summary>
internal static class GroupSettings
{
    // Numbers that an agent's arithmetic alone reads, between the passes that agents share.
    private static readonly HashSet<string> Own =
    [
        nameof(SacSettings.Gamma), nameof(SacSettings.Tau), nameof(SacSettings.TargetEntropy), nameof(SacSettings.InitialTemperature),
        nameof(SacSettings.ActorLearningRate), nameof(SacSettings.CriticLearningRate), nameof(SacSettings.TemperatureLearningRate),
        nameof(SacSettings.AdamBeta1), nameof(SacSettings.TemperatureBeta1), nameof(SacSettings.AdamBeta2), nameof(SacSettings.AdamEpsilon),
        nameof(SacSettings.GradientClip), nameof(SacSettings.WeightDecay), nameof(SacSettings.RewardScale), nameof(SacSettings.TaskWeights),
    ];

    /// <summary>Refuses agents that cannot be computed together.</summary>
    /// <exception cref="ArgumentException">A setting differs that may not; the message names it.</exception>
    public static void Require(IReadOnlyList<SacSettings> agents)
    {
        if (agents.Count == 0) throw new ArgumentException("a group needs at least one agent");
        foreach (var other in agents.Skip(1)) Compare("", agents[0], other);
    }

    private static void Compare(string owner, object first, object other)
    {
        foreach (var property in first.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (!property.CanWrite || Own.Contains(property.Name)) continue;
            object? a = property.GetValue(first), b = property.GetValue(other);
            if (Equals(a, b)) continue;
            if (a is NetworkSettings && b is not null) Compare($"{property.Name} ", a, b);
            throw new ArgumentException($"agents of a group must have the same {owner}{property.Name}, not {a ?? "none"} and {b ?? "none"}");
        }
    }
}
