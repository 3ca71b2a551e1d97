using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>A BroNet layer by layer, where the network itself keeps hidden activations alone.</summary>
internal static class BroLayers
{
    /// <summary>The activation of every reference.</summary>
    public static Activation Relu { get; } = new(concatenated: false);

    /// <summary>The output of each layer, by the reference's names; the last is the features'.</summary>
    /// <param name="run">The parameters.</param>
    /// <param name="rows">[M, rows, inputs].</param>
    /// <param name="depth">Blocks.</param>
    public static IEnumerable<(string Name, Tensor Value)> Torso(GraphRun run, Tensor rows, int depth)
    {
        var dense = GraphLayers.Dense(run, "input", rows);
        yield return ("Dense_0", dense);
        var norm = NormBlock.Forward(run, dense, "input_norm");
        yield return ("LayerNorm_0", norm);
        var x = norm.relu();
        for (int i = 0; i < depth; i++)
        {
            foreach (var (name, value) in Block(run, $"block_{i}", x)) yield return ($"BronetBlock_{i}/{name}", value);
            yield return ($"BronetBlock_{i}", x = BroNetwork.Block(run, $"block_{i}", x, Relu));
        }

        yield return ("", x);
    }

    /// <summary>The layers of one block of rows [M, rows, width].</summary>
    public static IEnumerable<(string Name, Tensor Value)> Block(GraphRun run, string name, Tensor rows)
    {
        for (int i = 0; i < 2; i++)
        {
            var dense = GraphLayers.Dense(run, $"{name}/layer_{i}", rows);
            yield return ($"Dense_{i}", dense);
            var norm = NormBlock.Forward(run, dense, $"{name}/norm_{i}");
            yield return ($"LayerNorm_{i}", norm);
            rows = norm.relu();
        }
    }

    /// <summary>The parameters of a vector for a graph.</summary>
    public static GraphRun Run(FlatParameters parameters) =>
        new(parameters.Layout, [.. Enumerable.Range(0, parameters.Layout.Parameters.Count).Select(parameters.View)], record: false);
}
