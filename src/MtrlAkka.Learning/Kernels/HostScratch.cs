using System.Runtime.InteropServices;

namespace MtrlAkka.Learning;

/// <summary>Native working memory that grows to the largest demand and stays.</summary>
internal sealed unsafe class HostScratch<T> where T : unmanaged
{
    private T* _memory;
    private int _count;

    ~HostScratch() => NativeMemory.AlignedFree(_memory);

    /// <summary>Memory of at least <paramref name="count"/> elements at a multiple of 64 bytes, with whatever it held.</summary>
    public T* Take(int count)
    {
        if (count > _count)
        {
            NativeMemory.AlignedFree(_memory);
            _memory = (T*)NativeMemory.AlignedAlloc((nuint)count * (nuint)sizeof(T), 64);
            _count = count;
        }

        return _memory;
    }
}
