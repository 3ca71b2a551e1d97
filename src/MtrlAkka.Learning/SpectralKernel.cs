using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The kernel of one layer of a <see cref="DensePass"/> divided by its <see cref="SpectralNorm"/>, without an allocation.</summary>
internal sealed class SpectralKernel : IDisposable
{
    private readonly LayerKernels _kernels;
    private readonly Matrix _kernel, _left, _right, _norm;
    private readonly Tensor _transposed;

    /// <param name="kernels">The device's kernels.</param>
    /// <param name="kernel">[members, in, out], a view of the parameters; owned from here on.</param>
    /// <param name="left">The vector beside it, [members, 1, in]; owned from here on.</param>
    public SpectralKernel(LayerKernels kernels, Matrix kernel, Matrix left)
    {
        (_kernels, _kernel, _left) = (kernels, kernel, left);
        Matrix Make(int rows, int columns) => Matrix.Zeros(kernel.Members, rows, columns, kernel.Tensor.dtype, kernel.Tensor.device);
        (Divided, _right, _norm) = (Make(kernel.Rows, kernel.Columns), Make(1, kernel.Columns), Make(1, 1));
        _transposed = kernel.Tensor.transpose(1, 2).DetachFromDisposeScope();
    }

    /// <summary>[members, in, out]: what the layer multiplies by.</summary>
    public Matrix Divided { get; }

    /// <summary>Computes <see cref="Divided"/>.</summary>
    public void Divide()
    {
        MatrixProduct.Into(_right.Tensor, _left.Tensor, _kernel.Tensor);
        _kernels.SpectralDivide(Divided, _kernel, _left, _right, _norm);
    }

    /// <summary>Turns the gradient with respect to <see cref="Divided"/> into that with respect to the kernel.</summary>
    public void Backward(Matrix gradient) => _kernels.SpectralBackward(gradient, Divided, _left, _right, _norm);

    /// <summary>One step of power iteration.</summary>
    public void Iterate()
    {
        MatrixProduct.Into(_right.Tensor, _left.Tensor, _kernel.Tensor);
        _kernels.UnitLength(_right);
        MatrixProduct.Into(_left.Tensor, _right.Tensor, _transposed);
        _kernels.UnitLength(_left);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transposed.Dispose();
        foreach (var matrix in new[] { Divided, _right, _norm, _kernel, _left }) matrix.Dispose();
    }
}
