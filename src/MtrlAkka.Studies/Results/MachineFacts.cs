using System.Runtime.InteropServices;

namespace MtrlAkka.Studies.Results;

/// <summary>The machine that results were made on.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Cores for this process.</param>
/// <param name="Memory">Memory for this process, in bytes.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">Version of .NET.</param>
public sealed record MachineFacts(string Processor, int Cores, long Memory, string System, string Runtime)
{
    /// <summary>This machine.</summary>
    public static MachineFacts Here() => new(
        Value("/proc/cpuinfo", "model name", ':') ?? "unknown processor",
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Value("/etc/os-release", "PRETTY_NAME", '=') ?? RuntimeInformation.OSDescription,
        Environment.Version.ToString());

    private static string? Value(string path, string key, char separator) => !File.Exists(path)
        ? null
        : File.ReadLines(path).Select(line => line.Split(separator, 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0].Trim() == key)?[1].Trim().Trim('"');
}
