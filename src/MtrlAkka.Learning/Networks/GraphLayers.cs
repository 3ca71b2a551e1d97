using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>Dense layers by name: their parameters <c>NAME/kernel</c> and <c>NAME/bias</c>, and their forward.</summary>
internal static class GraphLayers
{
    /// <summary>Parameters of a dense layer; its bias starts at 0.</summary>
    public static IEnumerable<ParameterSpec> Dense(string name, int inputs, int outputs, ParameterStart kernel) =>
    [
        new($"{name}/kernel", [inputs, outputs], kernel), new($"{name}/bias", [outputs], ParameterStart.Constant(0)),
    ];

    /// <summary>Dense layer of rows [M, any…, inputs].</summary>
    public static Tensor Dense(GraphRun run, string name, Tensor rows) => GraphMath.Dense(run, rows, run.Kernel(name), run[$"{name}/bias"]);
}
