using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A batch of matrices [members, rows, columns] that lives as long as its owner, with what host code needs to reach it:
/// the address and the strides, in elements. Columns always lie side by side.
/// </summary>
public sealed class Matrix : IDisposable
{
    /// <summary>Takes a tensor, or a view of one that lives longer.</summary>
    internal Matrix(Tensor tensor)
    {
        Tensor = tensor.DetachFromDisposeScope();
        (Members, Rows, Columns) = ((int)tensor.shape[0], (int)tensor.shape[1], (int)tensor.shape[2]);
        (MemberStride, RowStride) = (tensor.stride(0), tensor.stride(1));
        if (tensor.stride(2) != 1 && Columns > 1) throw new ArgumentException("the columns must lie side by side");
        Pointer = MatrixProduct.Pointer(tensor);
    }

    /// <summary>The tensor [members, rows, columns].</summary>
    public Tensor Tensor { get; }

    /// <summary>Address of the first element, on the tensor's device.</summary>
    internal nint Pointer { get; }

    /// <summary>Ensemble members.</summary>
    public int Members { get; }

    /// <summary>Rows of a member.</summary>
    public int Rows { get; }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>Elements from one row to the next.</summary>
    public long RowStride { get; }

    /// <summary>Elements from one member to the next; 0 where members share their rows.</summary>
    public long MemberStride { get; }

    /// <summary>A new matrix of zeros.</summary>
    internal static Matrix Zeros(int members, int rows, int columns, ScalarType type, Device device)
    {
        return new Matrix(zeros([members, rows, columns], type, device));
    }

    /// <summary>Some columns, as a view.</summary>
    internal Matrix SelectColumns(int first, int count) => new(Tensor.narrow(2, first, count));

    /// <summary>Some members, as a view.</summary>
    internal Matrix SelectMembers(int first, int count) => new(Tensor.narrow(0, first, count));

    /// <summary>The same rows for each of several members, as a view.</summary>
    internal Matrix Broadcast(int members) => new(Tensor.expand(members, Rows, Columns));

    /// <inheritdoc/>
    public void Dispose() => Tensor.Dispose();
}
