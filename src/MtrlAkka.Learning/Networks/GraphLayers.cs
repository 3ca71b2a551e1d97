using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>Layers by name: their parameters <c>NAME/kernel</c>, <c>NAME/bias</c> or <c>NAME/scale</c>, <c>NAME/shift</c>, and their forward.</summary>
internal static class GraphLayers
{
    /// <summary>Parameters of a dense layer; its bias starts at 0.</summary>
    public static IEnumerable<ParameterSpec> Dense(string name, int inputs, int outputs, ParameterStart kernel) =>
    [
        new($"{name}/kernel", [inputs, outputs], kernel), new($"{name}/bias", [outputs], ParameterStart.Constant(0)),
    ];

    /// <summary>Parameters of a layer norm, which start at 1 and 0.</summary>
    public static IEnumerable<ParameterSpec> Norm(string name, int width) =>
    [
        new($"{name}/scale", [width], ParameterStart.Constant(1)), new($"{name}/shift", [width], ParameterStart.Constant(0)),
    ];

    /// <summary>Dense layer of rows [M, any…, inputs].</summary>
    public static Tensor Dense(GraphRun run, string name, Tensor rows) => GraphMath.Dense(rows, run[$"{name}/kernel"], run[$"{name}/bias"]);

    /// <summary>Layer norm of rows [M, any…, units].</summary>
    public static Tensor Norm(GraphRun run, string name, Tensor rows) => GraphMath.LayerNorm(rows, run[$"{name}/scale"], run[$"{name}/shift"]);
}
