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

    /// <summary><see cref="Into"/> at a precision. With bf16 the rounded factors are new tensors, freed within the call.</summary>
    public static Action<Tensor, Tensor, Tensor> At(MatmulPrecision precision) => precision == MatmulPrecision.Bf16 ? IntoRounded : Into;

    /// <summary>
    /// Sets what libtorch has for the whole process: whether CUDA's float32 products round to TF32, and that its products of
    /// bfloat16 add nothing up in bfloat16.
    /// </summary>
    public static void UseOnCuda(MatmulPrecision precision)
    {
        backends.cuda.matmul.allow_tf32 = precision == MatmulPrecision.Tf32;
        SetAllowBf16Reduction(GlobalContext(), allowReduced: 0, allowSplit: 1);
    }

    /// <summary>Whether CUDA's products of bfloat16 add nothing up in bfloat16.</summary>
    internal static bool AddsInFloat32 => AllowBf16Reduction(GlobalContext()) > 0;

    /// <summary>Address of a tensor's first element.</summary>
    public static nint Pointer(Tensor tensor) =>
        DataPointer(tensor.Handle, out nint pointer) == 0
            ? pointer
            : throw new InvalidOperationException("libtorch gave no data pointer");

    private static void IntoRounded(Tensor output, Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        output.copy_(left.to(ScalarType.BFloat16).bmm(right.to(ScalarType.BFloat16)));
    }

    [LibraryImport(TorchLibrary.Name, EntryPoint = "aoti_torch_bmm_out")]
    private static partial int BmmOut(nint output, nint left, nint right);

    [LibraryImport(TorchLibrary.Name, EntryPoint = "aoti_torch_get_data_ptr")]
    private static partial int DataPointer(nint tensor, out nint pointer);

    // libtorch has no C function for this switch: at::globalContext() and methods of at::Context by their C++ names.
    [LibraryImport(TorchLibrary.Name, EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint GlobalContext();

    [LibraryImport(TorchLibrary.Name, EntryPoint = "_ZN2at7Context27setAllowBF16ReductionCuBLASEbb")]
    private static partial void SetAllowBf16Reduction(nint context, byte allowReduced, byte allowSplit);

    // The enumeration's 0 is the one that allows it.
    [LibraryImport(TorchLibrary.Name, EntryPoint = "_ZNK2at7Context24allowBF16ReductionCuBLASEv")]
    private static partial int AllowBf16Reduction(nint context);
}
