using System.Text.RegularExpressions;

namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>How parameters and activations of this project are called in the golden files of the reference implementation of arXiv 2503.05126.</summary>
internal static class ReferenceNames
{
    /// <summary>The end of a parameter's name in the golden files.</summary>
    public static string Parameter(NetworkSettings network, string name)
    {
        int depth = network.Depth, encoder = network.EncoderDepth;
        (string Pattern, string Replacement)[] rules = network.Architecture switch
        {
            "mlp" => [("^head", $"layer_{depth}"), ("^norm_", "LayerNorm_"), ("shift$", "bias")],
            "multi-head" => [("^head", "VmapDense_0")],
            "soft-modules" =>
            [
                ("^encoder/output", "f/layer_1"), ("^encoder", "f"), ("^task", "z/layer_0"), ("^routing/output", "task_embedding_fc/layer_1"),
                ("^routing", "task_embedding_fc"), (@"^gate_(\d+)", "prob_fcs_$1/prob_embedding_fc"), (@"^logits_(\d+)", "prob_fcs_$1/prob_output_fc"),
                (@"^modules_(\d+)", "layers_$1/VmapDense_0"), ("^head", "output_head"),
            ],
            "paco" => [("^composition", "Dense_0"), ("^layer_", "VmapDense_"), ("^head", $"VmapDense_{depth}")],
            "care" =>
            [
                ("^embedding", "task_idx_embedding/embedding"), ("^(task|attention|experts)/output", $"$1/layer_{encoder}"), ("^torso/output", $"torso/layer_{depth}"),
                ("^task/", "task_embedding_mlp/"), ("^attention/", "task_embedding_attn_mlp/"), ("^experts/", "moe_mlp/"),
            ],
            "film" =>
            [
                ("^embedding", "task_idx_embedding/embedding"), ("^film/output", $"MLP_0/layer_{encoder}"), ("^film/", "MLP_0/"),
                ("^encoder/layer_", "Dense_"), ("^torso/output", $"torso/layer_{depth}"),
            ],
            "moore" =>
            [
                ("^combination", "Dense_0"), ("^experts/output", $"VmapMLP_0/layer_{depth - 1}"), ("^experts", "VmapMLP_0"), ("^head", "VmapDense_0"),
            ],
            _ => throw new InvalidDataException(network.Architecture),
        };
        return rules.Aggregate(name, static (text, rule) => Regex.Replace(text, rule.Pattern, rule.Replacement));
    }

    /// <summary>The last part of an activation's name in the golden files.</summary>
    public static string Activation(NetworkSettings network, string layer)
    {
        (string Pattern, string Replacement)[] rules = network.Architecture switch
        {
            "mlp" => [("^", "MLP_0_")],
            "multi-head" => [("^", "torso_")],
            "soft-modules" =>
            [
                ("^encoder/", "f_"), ("^routing/", "task_embedding_fc_"), ("^gate_0$", "task_embedding"), (@"^gate_(\d+)$", "prob_fcs_$1_task_embedding"),
            ],
            "paco" => [("^", "paco_")],
            "care" => [("^task/", "task_embedding_mlp_"), ("^attention/", "task_embedding_attn_mlp_"), ("^torso/", "torso_")],
            "film" => [("^film/", "MLP_0_"), ("^encoder/", "encoder_"), ("^torso/", "torso_")],
            "moore" => [("^experts/", "VmapMLP_0_")],
            _ => throw new InvalidDataException(network.Architecture),
        };
        return rules.Aggregate(layer, static (text, rule) => Regex.Replace(text, rule.Pattern, rule.Replacement));
    }
}
