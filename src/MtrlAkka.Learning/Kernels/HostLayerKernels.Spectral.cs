using System.Runtime.Intrinsics;

namespace MtrlAkka.Learning;

/// <content>Spectral norm. A vector's length is found by one thread; passes over kernels are split by rows.</content>
internal sealed unsafe partial class HostLayerKernels<T>
{
    public override void SpectralDivide(Matrix output, Matrix kernel, Matrix left, Matrix right, Matrix norm)
    {
        HostRows<T> lefts = new(left), rights = new(right), norms = new(norm);
        for (int member = 0; member < kernel.Members; member++)
        {
            T length = Length(rights[member], right.Columns);
            *norms[member] = T.Max(length / Length(lefts[member], left.Columns), Least);
            for (int k = 0; k < right.Columns; k++) rights[member][k] /= length;
        }

        HostThreads.Split(
            new DivideWork { Output = new(output), Kernel = new(kernel), Norm = norms }, kernel.Members * kernel.Rows, Rows(kernel));
    }

    public override void SpectralBackward(Matrix gradient, Matrix output, Matrix left, Matrix right, Matrix norm)
    {
        // Each row's part of the product by itself, then their sum in order, so that it does not depend on the split.
        int count = gradient.Members * gradient.Rows;
        T* parts = _sums.Take(count);
        HostThreads.Split(new AlongWork { Gradient = new(gradient), Output = new(output), Parts = parts }, count, Rows(gradient));
        var lefts = new HostRows<T>(left);
        for (int member = 0; member < gradient.Members; member++)
        {
            T sum = T.Zero, length = Length(lefts[member], left.Columns);
            T* rows = parts + ((long)member * gradient.Rows);
            for (int row = 0; row < gradient.Rows; row++) sum += rows[row];
            // From here on a row's part is what its share of the right vector is taken times of.
            for (int row = 0; row < gradient.Rows; row++) rows[row] = sum / length * lefts[member][row];
        }

        HostThreads.Split(
            new SpectralBackwardWork { Gradient = new(gradient), Right = new(right), Norm = new(norm), Parts = parts }, count, Rows(gradient));
    }

    public override void UnitLength(Matrix rows)
    {
        var all = new HostRows<T>(rows);
        for (int i = 0; i < rows.Members * rows.Rows; i++)
        {
            T length = Length(all[i], rows.Columns);
            for (int k = 0; k < rows.Columns; k++) all[i][k] /= length;
        }
    }

    private static T Least => T.CreateTruncating(LeastNorm);

    private static T Length(T* x, int count) => T.Max(T.Sqrt(HostSums<T>.SquaredDistance(x, T.Zero, count)), Least);

    private struct DivideWork : IRangeWork
    {
        public HostRows<T> Output, Kernel, Norm;

        public void Run(int begin, int end)
        {
            for (int row = begin; row < end; row++)
            {
                T* output = Output[row], kernel = Kernel[row];
                T norm = *Norm[row / Kernel.Rows];
                int k = 0;
                for (; k <= Kernel.Columns - Lanes; k += Lanes) (Vector256.Load(kernel + k) / Vector256.Create(norm)).Store(output + k);
                for (; k < Kernel.Columns; k++) output[k] = kernel[k] / norm;
            }
        }
    }

    private struct AlongWork : IRangeWork
    {
        public HostRows<T> Gradient, Output;
        public T* Parts;

        public void Run(int begin, int end)
        {
            for (int row = begin; row < end; row++)
            {
                T* gradient = Gradient[row], output = Output[row];
                var sums = Vector256<T>.Zero;
                T sum = T.Zero;
                int k = 0;
                for (; k <= Gradient.Columns - Lanes; k += Lanes) sums += Vector256.Load(gradient + k) * Vector256.Load(output + k);
                for (; k < Gradient.Columns; k++) sum += gradient[k] * output[k];
                Parts[row] = sum + Vector256.Sum(sums);
            }
        }
    }

    private struct SpectralBackwardWork : IRangeWork
    {
        public HostRows<T> Gradient, Right, Norm;
        public T* Parts;

        public void Run(int begin, int end)
        {
            for (int row = begin; row < end; row++)
            {
                T* gradient = Gradient[row], right = Right[row / Gradient.Rows];
                T part = Parts[row], norm = *Norm[row / Gradient.Rows];
                int k = 0;
                for (; k <= Gradient.Columns - Lanes; k += Lanes)
                {
                    var rest = Vector256.Load(gradient + k) - (Vector256.Load(right + k) * Vector256.Create(part));
                    (rest / Vector256.Create(norm)).Store(gradient + k);
                }

                for (; k < Gradient.Columns; k++) gradient[k] = (gradient[k] - (right[k] * part)) / norm;
            }
        }
    }
}
