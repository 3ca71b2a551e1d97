using System.Text.RegularExpressions;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>How parameters of this project are called in the golden files of BRC's reference (arXiv 2505.23150).</summary>
internal static class BrcNames
{
    private const string Critics = "q_value_ensemble/q_value_ensemble/critic/";

    /// <summary>Whether a network such as <c>before/actor</c> is an actor.</summary>
    public static bool IsActor(string network) => network.Split('/').Contains("actor");

    /// <summary>A parameter of an actor's or a critic's network.</summary>
    public static string Parameter(string network, string name)
    {
        if (name == "embedding") return $"{network}/task_embedding/embeddings/embedding";
        if (name == "log_alpha") return $"{network}/log_temp";
        if (!IsActor(network)) return $"{network}/{Critics}{Layer(name)}";
        foreach (var (head, layer) in new[] { ("mean/", "layer_0/"), ("log_std/", "layer_1/") })
            if (name.StartsWith(head, StringComparison.Ordinal)) return $"{network}/{Layer(layer + name[head.Length..])}";
        return $"{network}/BroNet_0/{Layer(name)}";
    }

    /// <summary>A layer within a BroNet, or a parameter of one.</summary>
    public static string Layer(string name)
    {
        (string Pattern, string Replacement)[] rules =
        [
            ("^input_norm", "LayerNorm_0"), ("^input", "Dense_0"), ("^head", "Dense_1"), ("^block_", "BronetBlock_"), ("layer_", "Dense_"), ("norm_", "LayerNorm_"),
            ("shift$", "bias"),
        ];
        return rules.Aggregate(name, static (text, rule) => Regex.Replace(text, rule.Pattern, rule.Replacement));
    }
}
