using MtrlAkka.Numerics;

namespace MtrlAkka.Learning;

/// <summary>
/// A network as an algorithm sees it: parameters in a flat layout, and passes over rows grouped by task.
/// An algorithm never asks which architecture it has.
/// </summary>
public interface INetwork
{
    /// <summary>The parameters of all ensemble members.</summary>
    ParameterLayout Layout { get; }

    /// <summary>
    /// Names of the kernels of the last layer whose weights all tasks share: the layer before heads of their own, or the common
    /// output layer. It is where GradNorm (arXiv 1711.02257) compares the tasks' gradients.
    /// </summary>
    IReadOnlyList<string> SharedLayer { get; }

    /// <summary>The layers of hidden units that can be recycled one by one (<see cref="UnitLayer"/>).</summary>
    IReadOnlyList<UnitLayer> Units { get; }

    /// <summary>Whether a parameter belongs to the output layer.</summary>
    bool IsHead(string parameter);

    /// <summary>Brings up to date what is not trained, after the parameters were drawn or changed at once; does nothing for most networks.</summary>
    void Settle(FlatParameters parameters);

    /// <summary>Binds parameters and an input buffer to a pass, with all working memory of its own.</summary>
    /// <param name="parameters">Values of <see cref="Layout"/>.</param>
    /// <param name="input">[1 or networks, rows, input size]: as many rows of each task, task after task; the last columns are the one-hot, where the network sees it.</param>
    /// <param name="gradient">Where the parameters' gradient goes; null for a pass that is never asked for one.</param>
    /// <param name="inputGradient">Where the gradient of the first columns of the input goes, [networks, rows, columns]; null for a pass that is never asked for it.</param>
    /// <param name="output">Where output and output gradient lie; null for memory of the pass's own.</param>
    /// <param name="tasks">Where the gradients of tasks go, of all parameters or of some; null for a pass that is never asked for them.</param>
    INetworkPass Bind(
        NetworkParameters parameters, Matrix input, NetworkParameters? gradient, Matrix? inputGradient, PassOutput? output = null, TaskGradients? tasks = null);

    /// <summary>A copy for acting: any number of rows of any tasks, on the host.</summary>
    IPolicyForward CreateForward();

    /// <summary>Multiply-adds, counted as two, of the matrix products in a forward of so many rows through all members.</summary>
    double ForwardFlops(int rows);
}

/// <summary>What every network does at its start.</summary>
internal static class NetworkStart
{
    /// <summary>Draws the parameters and settles them; see <see cref="FlatParameters.Start"/>.</summary>
    public static void Start(this INetwork network, FlatParameters parameters, CounterRandom random, long update = 0)
    {
        parameters.Start(random, update);
        network.Settle(parameters);
    }
}

/// <summary>Memory for what a pass gives and takes, contiguous [networks, rows, outputs]; it stays its owner's.</summary>
/// <param name="Value">The output.</param>
/// <param name="Gradient">Its gradient; null where the pass never goes back.</param>
public sealed record PassOutput(Matrix Value, Matrix? Gradient);

/// <summary>One forward, and what of a backward was asked for at binding; the memory stays from call to call.</summary>
public interface INetworkPass : IDisposable
{
    /// <summary>[networks, rows, outputs], of the last forward.</summary>
    Matrix Output { get; }

    /// <summary>Hidden activations of the last forward by layer name, each [networks, rows, units]; empty for a pass without gradients, which keeps none.</summary>
    IReadOnlyList<KeyValuePair<string, Matrix>> Activations { get; }

    /// <summary>Computes <see cref="Output"/> from the bound input and parameters.</summary>
    void Forward();

    /// <summary>[networks, rows, outputs]: the loss's gradient with respect to the output, filled before <see cref="Backward"/>.</summary>
    Matrix OutputGradient { get; }

    /// <summary>Overwrites the bound gradients with those of sum(OutputGradient × Output) at the last forward.</summary>
    /// <param name="parameters">Whether to fill the parameters' gradient; that of what is not trained stays as it is.</param>
    /// <param name="input">Whether to fill the input's gradient.</param>
    void Backward(bool parameters, bool input);

    /// <summary>Overwrites the bound gradients of tasks: those of each task's rows in sum(OutputGradient × Output) at the last forward.</summary>
    void BackwardTasks();

    /// <summary>Once after each step of the optimiser: brings up to date what is not trained; does nothing for most networks.</summary>
    void AfterStep();
}

/// <summary>
/// A network's forward on the host for few rows at a time. A row's result depends on that row alone, to the last bit,
/// so it does not matter which rows are computed together.
/// </summary>
public interface IPolicyForward
{
    /// <summary>Takes flat parameters in the network's layout.</summary>
    void Load(ReadOnlySpan<float> parameters);

    /// <summary>outputs [n, outputs] of observations [n, size] and the index of each row's task.</summary>
    void Forward(ReadOnlySpan<float> observations, ReadOnlySpan<int> tasks, Span<float> outputs);
}
