namespace MtrlAkka.MetaWorld;

/// <summary>Which of Meta-World's reward functions an environment pays by. Figures of two versions must not be mixed.</summary>
public enum RewardVersion
{
    /// <summary>The first: unbounded, of other shape and figures. Papers before Meta-World+ mixed it with the second.</summary>
    V1 = 1,

    /// <summary>The second, in [0, 10] for every task; the benchmark's default.</summary>
    V2 = 2,
}
