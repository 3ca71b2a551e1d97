using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MtrlAkka.Cli.Diagnosis;

/// <summary>The machine itself: system, processor, memory, .NET.</summary>
internal static class MachineProbe
{
    private const double EnoughMemory = 4;
    private static readonly string[] KnownSystems = ["debian 12", "debian 13", "ubuntu 24.04"];

    public static Finding Program() => new(Health.Ok, "", "mtrl "
        + (Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "of unknown version"));

    public static Finding Runtime() => new(Health.Ok, "", $"{Environment.Version} at {RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/')}");

    public static Finding Sdk()
    {
        // The runtime lies in shared/NAME/VERSION beside the folder of the SDKs.
        string home = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string folder = Path.Combine(home, "sdk");
        string[] versions = Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)] : [];
        return versions.Length > 0
            ? new Finding(Health.Ok, "", $"{string.Join(", ", versions)} at {folder}")
            : new Finding(Health.Warn, "", $"none at {folder}", "install it to build after a change of the sources");
    }

    public static Finding System()
    {
        var facts = File.Exists("/etc/os-release")
            ? File.ReadLines("/etc/os-release").Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim('"'))
            : [];
        string name = facts.GetValueOrDefault("PRETTY_NAME", "unknown"), key = $"{facts.GetValueOrDefault("ID")} {facts.GetValueOrDefault("VERSION_ID")}";
        string text = $"{name}, Linux {Environment.OSVersion.Version}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        return KnownSystems.Contains(key)
            ? new Finding(Health.Ok, "", text)
            : new Finding(Health.Warn, "", text, "tried on Debian 12, Debian 13 and Ubuntu 24.04 only");
    }

    public static Finding Processor() => new(Health.Ok, "", $"{Model()}, {Environment.ProcessorCount} cores for this process");

    public static Finding Memory()
    {
        // Less than the machine's where a container is given less.
        double total = Gibibytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        string? available = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        double free = available is null ? total : Math.Min(total, Gibibytes(1024 * long.Parse(available.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)));
        string text = string.Create(CultureInfo.InvariantCulture, $"{total:0.0} GiB, {free:0.0} GiB free");
        return free >= EnoughMemory
            ? new Finding(Health.Ok, "", text)
            : new Finding(Health.Warn, "", text, string.Create(CultureInfo.InvariantCulture, $"a run wants {EnoughMemory:0} GiB or more: close other programs, or use a smaller replay"));
    }

    /// <summary>The processor is one on which MKL takes its slow path by itself.</summary>
    public static bool IsAmd() => File.ReadLines("/proc/cpuinfo").Any(line =>
        line.StartsWith("vendor_id", StringComparison.Ordinal) && (line.Contains("AuthenticAMD", StringComparison.Ordinal) || line.Contains("HygonGenuine", StringComparison.Ordinal)));

    /// <summary>A file that this process has mapped, by a part of its name; null where none is.</summary>
    public static string? Mapped(string part) => File.ReadLines("/proc/self/maps")
        .Select(line => line.IndexOf('/') is var slash and >= 0 ? line[slash..] : "")
        .FirstOrDefault(path => Path.GetFileName(path).Contains(part, StringComparison.Ordinal));

    public static double Gibibytes(long bytes) => bytes / (double)(1 << 30);

    private static string Model() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
        is { } line ? line.Split(':', 2)[1].Trim() : "unknown processor";
}
