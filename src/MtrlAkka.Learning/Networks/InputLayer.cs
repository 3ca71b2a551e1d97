using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A first dense layer that sees the row, and the task's one-hot behind it where the row alone does not tell the task. A
/// one-hot picks a row of the kernel, so what it adds is computed once a task. Parameters: <c>input/kernel</c>
/// [state (+ tasks), width], <c>input/bias</c>.
/// </summary>
/// <param name="shape">Sizes of the network.</param>
/// <param name="width">Units.</param>
/// <param name="oneHot">Whether the layer sees the one-hot; without it, tasks must differ in their rows, as by a <see cref="TaskEmbedding"/>.</param>
/// <param name="start">How the kernel starts.</param>
internal sealed class InputLayer(NetworkShape shape, int width, bool oneHot, ParameterStart start)
{
    private int Inputs => oneHot ? shape.Inputs : shape.State;

    /// <summary>Multiply-adds of one row.</summary>
    public double MultiplyAdds => (double)shape.State * width;

    /// <summary>The layer's parameters.</summary>
    public IEnumerable<ParameterSpec> Parameters() => GraphLayers.Dense("input", Inputs, width, start);

    /// <summary>What each task adds to its rows [M, tasks, width]; nothing without the one-hot.</summary>
    public IReadOnlyList<Tensor> OfTasks(GraphRun run) => oneHot ? [run["input/kernel"].narrow(1, shape.State, shape.Tasks)] : [];

    /// <summary>[M, T, B, width] of rows [M, T, B, state].</summary>
    public Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows)
    {
        var seen = GraphMath.Dense(run, rows, run["input/kernel"].narrow(1, 0, shape.State), run["input/bias"]);
        return oneHot ? seen + tasks[0].unsqueeze(2) : seen;
    }
}
