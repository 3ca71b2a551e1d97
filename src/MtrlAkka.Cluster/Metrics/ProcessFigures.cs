namespace MtrlAkka.Cluster.Metrics;

/// <summary>What the operating system says of this process.</summary>
internal static class ProcessFigures
{
    /// <summary>Bytes of memory that it occupies.</summary>
    public static long Memory => Environment.WorkingSet;

    /// <summary>Bytes that the garbage collector has committed.</summary>
    public static long ManagedMemory => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;

    /// <summary>Processor time that it has used.</summary>
    public static TimeSpan Processor => Environment.CpuUsage.TotalTime;

    /// <summary>File descriptors that it has open.</summary>
    public static int Handles => Entries("/proc/self/fd");

    /// <summary>Its threads.</summary>
    public static int Threads => Entries("/proc/self/task");

    private static int Entries(string folder) => new DirectoryInfo(folder).EnumerateFileSystemInfos().Count();
}
