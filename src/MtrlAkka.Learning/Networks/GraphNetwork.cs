using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A network whose forward is written with tensor operations and whose backward is autograd: an architecture declares its
/// parameters and two functions. <see cref="OfTasks"/> computes what depends on the task alone, <see cref="OfRows"/> the
/// output of rows from that. Tensors keep the axis of the ensemble's members first (M), and no operation may mix members;
/// rows are grouped by task, [M, T, B, columns]: B rows of each of T tasks.
/// </summary>
internal abstract class GraphNetwork : INetwork
{
    private ParameterLayout? _layout;

    protected GraphNetwork(NetworkSettings settings, NetworkShape shape) =>
        (Settings, Shape, Activation) = (settings.Resolve(shape.Tasks), shape, Activation.Of(settings));

    /// <summary>Width, depth, options; no 0 stands for a usual value any more.</summary>
    public NetworkSettings Settings { get; }

    /// <summary>Sizes of input, output, ensemble.</summary>
    public NetworkShape Shape { get; }

    /// <summary>What the network's ReLUs are.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<UnitLayer> Units { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> SharedLayer { get; }

    /// <inheritdoc/>
    public ParameterLayout Layout => _layout ??= new ParameterLayout(Parameters(), Shape.Members);

    /// <summary>
    /// What depends on the task alone, such as embeddings, mixing weights or heads: each a tensor [M, tasks, …]. Computed once
    /// for all tasks in each forward, and for acting once for each set of weights.
    /// </summary>
    public abstract IReadOnlyList<Tensor> OfTasks(GraphRun run);

    /// <summary>Output [M, T, B, outputs] of rows.</summary>
    /// <param name="run">The parameters, and the record of activations.</param>
    /// <param name="tasks">What <see cref="OfTasks"/> gave, of these T tasks: [M, T, …].</param>
    /// <param name="rows">[M, T, B, state], without the one-hot.</param>
    public abstract Tensor OfRows(GraphRun run, IReadOnlyList<Tensor> tasks, Tensor rows);

    /// <inheritdoc/>
    public virtual bool IsHead(string parameter) => parameter.StartsWith("head/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Settle(FlatParameters parameters)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var views = Enumerable.Range(0, Layout.Parameters.Count).Select(parameters.View).ToList();
        Iterate(new GraphRun(Layout, views, record: false), SpectralNorm.StartIterations);
    }

    /// <summary>Steps of power iteration of each vector of a <see cref="SpectralNorm"/>, in place.</summary>
    public void Iterate(GraphRun run, int steps)
    {
        foreach (var spec in Layout.Parameters.Where(static parameter => !parameter.Trained))
            SpectralNorm.Iterate(NormedKernel(run, SpectralNorm.LayerName(spec.Name)), run[spec.Name], steps);
    }

    /// <summary>Divides in place the kernels that have a spectral norm, for forwards that do it no more.</summary>
    /// <param name="run">With <c>divided</c>.</param>
    public virtual void DivideKernels(GraphRun run)
    {
        foreach (var spec in Layout.Parameters.Where(static parameter => !parameter.Trained))
        {
            var kernel = NormedKernel(run, SpectralNorm.LayerName(spec.Name));
            kernel.copy_(SpectralNorm.Divide(kernel, run[spec.Name]));
        }
    }

    /// <summary>The kernel [members, …] that a spectral norm is of, not divided by it.</summary>
    protected virtual Tensor NormedKernel(GraphRun run, string layer) => run[$"{layer}/kernel"];

    /// <summary>Multiply-adds of a forward: for one row of one member, and what one member needs whatever the rows.</summary>
    protected abstract (double Row, double Fixed) MultiplyAdds { get; }

    /// <summary>The parameters in the layout's order.</summary>
    protected abstract IEnumerable<ParameterSpec> Parameters();

    /// <inheritdoc/>
    public INetworkPass Bind(
        NetworkParameters parameters, Matrix input, NetworkParameters? gradient, Matrix? inputGradient, PassOutput? output = null, TaskGradients? tasks = null) =>
        new GraphPass(this, parameters, input, gradient, inputGradient, output, tasks);

    /// <inheritdoc/>
    public IPolicyForward CreateForward() => new GraphForward(this);

    /// <inheritdoc/>
    public double ForwardFlops(int rows)
    {
        var (row, once) = MultiplyAdds;
        return 2 * Shape.Members * ((row * rows) + once);
    }
}
