using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Kernels and biases of a <see cref="DenseNetwork"/>'s heads, or their gradients, as one batch of matrices. Where networks
/// lie apart in their vectors, networks and heads cannot be counted through, and these are copies.
/// </summary>
internal sealed class HeadParameters : IDisposable
{
    private readonly List<Matrix> _owned = [];
    private readonly List<(Tensor Apart, Tensor Copy)> _copies = [];

    public HeadParameters(NetworkParameters parameters, DenseNetwork network)
    {
        Kernel = Counted(parameters.View("head/kernel", network.Heads * network.Features, network.Outputs), network.Heads);
        Bias = Counted(parameters.View("head/bias", network.Heads, network.Outputs), network.Heads);
    }

    /// <summary>[networks · heads, features, outputs].</summary>
    public Matrix Kernel { get; }

    /// <summary>[networks · heads, 1, outputs].</summary>
    public Matrix Bias { get; }

    /// <summary>Takes the values from the networks' vectors.</summary>
    public void Gather()
    {
        foreach (var (apart, copy) in _copies) copy.copy_(apart);
    }

    /// <summary>Puts the values into the networks' vectors.</summary>
    public void Scatter()
    {
        foreach (var (apart, copy) in _copies) apart.copy_(copy);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in _owned) one.Dispose();
    }

    private Matrix Counted(Matrix parameter, int heads)
    {
        _owned.Add(parameter);
        if (heads > 1 && !parameter.Tensor.is_contiguous())
        {
            var copy = Matrix.Zeros(parameter.Members, parameter.Rows, parameter.Columns, parameter.Tensor.dtype, parameter.Tensor.device);
            _owned.Add(copy);
            _copies.Add((parameter.Tensor, copy.Tensor));
            parameter = copy;
        }

        using var scope = NewDisposeScope();
        var counted = new Matrix(parameter.Tensor.view(parameter.Members * heads, parameter.Rows / heads, parameter.Columns));
        _owned.Add(counted);
        return counted;
    }
}
