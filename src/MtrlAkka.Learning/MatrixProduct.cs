using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Batched matrix products written in place into a given tensor, on any device. TorchSharp offers no output argument,
/// so that each product would allocate; libtorch's own C interface for compiled graphs (torch/csrc/inductor/aoti_torch/c/shim.h)
/// takes one, and its tensor handles are TorchSharp's.
/// </summary>
internal static partial class MatrixProduct
{
    static MatrixProduct() => TorchLibrary.Load();

    /// <summary>output [K,n,m] = left [K,n,k] × right [K,k,m]; views with strides are fine, a contiguous output is fastest.</summary>
    public static void Into(Tensor output, Tensor left, Tensor right)
    {
        if (BmmOut(output.Handle, left.Handle, right.Handle) != 0)
            throw new InvalidOperationException(
                $"libtorch refused the product of [{string.Join(',', left.shape)}] and [{string.Join(',', right.shape)}]");
    }

    /// <summary>Address of a tensor's first element.</summary>
    public static nint Pointer(Tensor tensor) =>
        DataPointer(tensor.Handle, out nint pointer) == 0
            ? pointer
            : throw new InvalidOperationException("libtorch gave no data pointer");

    [LibraryImport(TorchLibrary.Name, EntryPoint = "aoti_torch_bmm_out")]
    private static partial int BmmOut(nint output, nint left, nint right);

    [LibraryImport(TorchLibrary.Name, EntryPoint = "aoti_torch_get_data_ptr")]
    private static partial int DataPointer(nint tensor, out nint pointer);
}
