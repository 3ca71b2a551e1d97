using System.Text.RegularExpressions;
using MtrlAkka.Checkpoints;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>How the reference's parameters are called here, and how its rows of a kernel are ordered.</summary>
internal static class BrcNames
{
    private const string Critic = "q_value_ensemble/q_value_ensemble/critic/";

    /// <summary>A parameter of an actor's or a critic's network.</summary>
    public static string Parameter(string network, string name)
    {
        if (name == "embedding") return $"{network}/task_embedding/embeddings/embedding";
        if (name == "log_alpha") return $"{network}/log_temp";
        bool actor = IsActor(network);
        if (actor && name.StartsWith("mean", StringComparison.Ordinal)) return $"{network}/{Layer(name.Replace("mean", "layer_0", StringComparison.Ordinal))}";
        if (actor && name.StartsWith("log_std", StringComparison.Ordinal)) return $"{network}/{Layer(name.Replace("log_std", "layer_1", StringComparison.Ordinal))}";
        return $"{network}/{(actor ? "BroNet_0/" : Critic)}{Layer(name)}";
    }

    /// <summary>A layer within a BroNet.</summary>
    public static string Layer(string name)
    {
        (string Pattern, string Replacement)[] rules =
        [
            ("^input_norm", "LayerNorm_0"), ("^input", "Dense_0"), ("^head", "Dense_1"), ("^block_", "BronetBlock_"), ("layer_", "Dense_"), ("norm_", "LayerNorm_"),
            ("shift$", "bias"),
        ];
        return rules.Aggregate(name, static (text, rule) => Regex.Replace(text, rule.Pattern, rule.Replacement));
    }

    /// <summary>Sets a vector from a file's parameters of a network such as <c>before/critic</c>.</summary>
    public static void Load(SafetensorsFile file, string network, FlatParameters vector)
    {
        using var scope = NewDisposeScope();
        foreach (var (view, values) in Pairs(file, network, vector)) view.copy_(values);
    }

    /// <summary>Largest difference between a vector and the file's, absolute or relative to the larger of the value and 1.</summary>
    public static double Error(SafetensorsFile file, string network, FlatParameters vector)
    {
        using var scope = NewDisposeScope();
        return Pairs(file, network, vector).Max(static pair => ((pair.View - pair.Values).abs() / pair.Values.abs().clamp(min: 1)).max().item<double>());
    }

    private static bool IsActor(string network) => network.Split('/').Contains("actor");

    private static IEnumerable<(Tensor View, Tensor Values)> Pairs(SafetensorsFile file, string network, FlatParameters vector)
    {
        for (int i = 0; i < vector.Layout.Parameters.Count; i++)
        {
            string name = vector.Layout.Parameters[i].Name;
            var view = vector.View(i);
            var values = tensor(file[Parameter(network, name)].ToDoubles()).view(view.shape);
            // There a critic's row begins with the observation, here with the action.
            if (name == "input/kernel" && !IsActor(network))
                values = cat([values.narrow(1, 39, 4), values.narrow(1, 0, 39), values.narrow(1, 43, values.shape[1] - 43)], 1);
            yield return (view, values);
        }
    }
}
