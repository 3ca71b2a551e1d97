namespace MtrlAkka.MetaWorld;

/// <summary>Which of Meta-World's reward functions an environment pays by. Figures of two versions must not be mixed.</summary>
public enum RewardVersion
{
    /// <summary>The first: unbounded, of other shape and figures. Papers before Meta-World+ mixed it with the second.</summary>
    V1 = 1,

    /// <summary>The second, in [0, 10] for every task; the benchmark's default.</summary>
    V2 = 2,
}

/// <summary>How reward versions are written in settings and records.</summary>
public static class RewardVersionNames
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = ["v1", "v2"];

    /// <summary>The name of a version, such as v2.</summary>
    public static string Name(this RewardVersion version) => All[(int)version - 1];

    /// <summary>The version of a name.</summary>
    /// <exception cref="MetaWorldException">There is no such version.</exception>
    public static RewardVersion Parse(string name) => name switch
    {
        "v1" => RewardVersion.V1,
        "v2" => RewardVersion.V2,
        _ => throw new MetaWorldException($"there is no reward version '{name}'; there are {string.Join(", ", All)}"),
    };
}
