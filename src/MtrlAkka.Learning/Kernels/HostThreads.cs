using System.Runtime.InteropServices;
using TorchSharp;

namespace MtrlAkka.Learning;

/// <summary>A loop's body over a range of its iterations; a plain struct, so that it needs no allocation.</summary>
internal interface IRangeWork
{
    /// <summary>Iterations from <paramref name="begin"/> up to, without, <paramref name="end"/>; never throws.</summary>
    void Run(int begin, int end);
}

/// <summary>
/// Splits a loop over the very threads that libtorch's operations run on (the OpenMP team of the calling thread), so that
/// the two never compete for cores, and handing over costs microseconds. Where there is no such team the caller does all.
/// How a loop is split must not show in its result.
/// </summary>
internal static unsafe class HostThreads
{
    private static readonly delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> Parallel = Find();

    /// <summary>Runs the work over [0, count) in parts of at least <paramref name="grain"/> iterations.</summary>
    public static void Split<TWork>(TWork work, int count, int grain) where TWork : unmanaged, IRangeWork
    {
        int parts = Parallel is null ? 1 : Math.Min(torch.get_num_threads(), count / Math.Max(1, grain));
        if (parts <= 1)
        {
            work.Run(0, count);
            return;
        }

        var team = new Team { Work = &work, Invoke = &Invoke<TWork>, Count = count, Parts = parts };
        Parallel(&Member, &team, (uint)parts, 0);
        // A team may have fewer threads than were asked for.
        while (team.RunNext())
        {
        }
    }

    /// <summary>Keeps to itself what the calling thread has libtorch do from now on; other threads keep their teams. Does nothing where libtorch is built otherwise.</summary>
    public static void StayAlone()
    {
        // libtorch gives each thread its number of workers at the thread's first operation, which would overrule what is set here.
        _ = torch.get_num_threads();
        foreach (string name in new[] { "omp_set_num_threads", "MKL_Set_Num_Threads_Local" })
        {
            var set = (delegate* unmanaged<int, void>)TorchLibrary.Function(name);
            if (set is not null) set(1);
        }
    }

    private static void Invoke<TWork>(void* work, int begin, int end) where TWork : unmanaged, IRangeWork => (*(TWork*)work).Run(begin, end);

    [UnmanagedCallersOnly]
    private static void Member(void* team)
    {
        while (((Team*)team)->RunNext())
        {
        }
    }

    private static delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> Find()
    {
        nint address = TorchLibrary.Function("GOMP_parallel");
        return (delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void>)address;
    }

    private struct Team
    {
        public void* Work;
        public delegate*<void*, int, int, void> Invoke;
        public int Count;
        public int Parts;
        private int _next;

        public bool RunNext()
        {
            int part = Interlocked.Increment(ref _next) - 1;
            if (part >= Parts) return false;
            Invoke(Work, (int)((long)Count * part / Parts), (int)((long)Count * (part + 1) / Parts));
            return true;
        }
    }
}
