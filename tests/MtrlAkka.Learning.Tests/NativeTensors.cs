using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>The number of native tensors, to be compared with a later one.</summary>
internal static class NativeTensors
{
    /// <summary>The number once all that earlier tests dropped is finalised; otherwise it may fall at any time.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
