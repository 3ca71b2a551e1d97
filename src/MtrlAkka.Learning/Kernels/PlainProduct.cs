using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>A plain square product that is timed again and again.</summary>
internal sealed class PlainProduct : IDisposable
{
    private readonly Device _device;
    private readonly Matrix _left, _right, _output;

    /// <param name="device">Where.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="precision">That of the numbers, which are not rounded in the time that is taken.</param>
    public PlainProduct(Device device, int size, MatmulPrecision precision)
    {
        TorchLibrary.Load();
        if (device.type == DeviceType.CUDA) MatrixProduct.UseOnCuda(precision);
        var type = precision == MatmulPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        _device = device;
        Matrix Filled()
        {
            var matrix = Matrix.Zeros(1, size, size, type, device);
            matrix.Tensor.fill_(0.5);
            return matrix;
        }

        (_left, _right, _output) = (Filled(), Filled(), Filled());
        Rate();
    }

    /// <summary>GFLOP/s of one product.</summary>
    public double Rate()
    {
        long start = Stopwatch.GetTimestamp();
        MatrixProduct.Into(_output.Tensor, _left.Tensor, _right.Tensor);
        if (_device.type == DeviceType.CUDA) cuda.synchronize(_device);
        return 2.0 * Math.Pow(_left.Rows, 3) / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _output.Dispose();
    }
}
