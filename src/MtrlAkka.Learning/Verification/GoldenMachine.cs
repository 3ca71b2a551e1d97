using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification;

/// <summary>What computes: a device, an element type and kernels for it.</summary>
/// <param name="Device">Where.</param>
/// <param name="Type">float64 or float32.</param>
/// <param name="Kernels">The kernels that are compared.</param>
internal sealed record GoldenMachine(Device Device, ScalarType Type, DeviceKernels Kernels)
{
    /// <summary>Whether this is the run in float64.</summary>
    public bool Wide => Type == ScalarType.Float64;

    /// <summary>A matrix of these values, to be disposed of.</summary>
    public Matrix Matrix(IReadOnlyCollection<double> values, int members, int rows, int columns)
    {
        if (values.Count != (long)members * rows * columns)
            throw new InvalidDataException($"{members} × {rows} × {columns} numbers are needed, not {values.Count}");
        using var scope = NewDisposeScope();
        return new Matrix(tensor(values.ToArray()).view(members, rows, columns).to(Type).to(Device).clone());
    }

    /// <summary>A matrix of zeros, to be disposed of.</summary>
    public Matrix Zeros(int members, int rows, int columns) => MtrlAkka.Learning.Matrix.Zeros(members, rows, columns, Type, Device);

    /// <summary>A vector of zeros for parameters, to be disposed of.</summary>
    public FlatParameters Parameters(ParameterLayout layout) => new(layout, Type, Device);

    /// <summary>The norm of some vectors together.</summary>
    public static double Norm(params FlatParameters?[] vectors) =>
        Math.Sqrt(vectors.OfType<FlatParameters>().Sum(static vector => Values(vector.Trained.Tensor).Sum(static x => x * x)));

    /// <summary>The elements of a tensor.</summary>
    public static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }
}
