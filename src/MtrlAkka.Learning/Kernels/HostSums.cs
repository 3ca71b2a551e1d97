using System.Numerics;
using System.Runtime.Intrinsics;

namespace MtrlAkka.Learning;

/// <summary>Sums over contiguous numbers in vectors of 256 bits whatever the processor has, so that the order is always the same.</summary>
internal static unsafe class HostSums<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Sum of x.</summary>
    public static T Sum(T* x, int count)
    {
        var sums = Vector256<T>.Zero;
        T sum = T.Zero;
        int k = 0;
        for (; k <= count - Vector256<T>.Count; k += Vector256<T>.Count) sums += Vector256.Load(x + k);
        for (; k < count; k++) sum += x[k];
        return sum + Vector256.Sum(sums);
    }

    /// <summary>Sum of (x - centre)².</summary>
    public static T SquaredDistance(T* x, T centre, int count)
    {
        var sums = Vector256<T>.Zero;
        T sum = T.Zero;
        int k = 0;
        for (; k <= count - Vector256<T>.Count; k += Vector256<T>.Count)
        {
            var distance = Vector256.Load(x + k) - Vector256.Create(centre);
            sums += distance * distance;
        }

        for (; k < count; k++) sum += (x[k] - centre) * (x[k] - centre);
        return sum + Vector256.Sum(sums);
    }
}
