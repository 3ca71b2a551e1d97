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

    /// <summary>One member's kernel as that of each of some tasks.</summary>
    public Part OfTasks(int member, int tasks) => new(this, member, tasks);

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

    /// <summary>Views of one member, repeated for tasks.</summary>
    public sealed class Part : IDisposable
    {
        private readonly LayerKernels _kernels;
        private readonly Matrix _divided, _left, _right, _norm;

        internal Part(SpectralKernel whole, int member, int tasks)
        {
            Matrix Repeat(Matrix matrix)
            {
                using var scope = NewDisposeScope();
                return new Matrix(matrix.Tensor.narrow(0, member, 1).expand(tasks, -1, -1));
            }

            _kernels = whole._kernels;
            (_divided, _left, _right, _norm) = (Repeat(whole.Divided), Repeat(whole._left), Repeat(whole._right), Repeat(whole._norm));
        }

        /// <summary>Turns gradients [tasks, in, out] with respect to the member's part of <see cref="Divided"/> into those with respect to its kernel.</summary>
        public void Backward(Matrix gradients) => _kernels.SpectralBackward(gradients, _divided, _left, _right, _norm);

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var matrix in new[] { _divided, _left, _right, _norm }) matrix.Dispose();
        }
    }
}
