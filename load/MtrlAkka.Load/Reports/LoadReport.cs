using System.Globalization;
using MtrlAkka.Load.Floors;

namespace MtrlAkka.Load.Reports;

/// <summary>Where and when a load was put on.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Its cores.</param>
/// <param name="LoadBefore">Processes that wanted a core in the minute before (Linux's load average); not a number where nobody says.</param>
/// <param name="Begun">When it began.</param>
public sealed record LoadMachine(string Processor, int Cores, double LoadBefore, DateTimeOffset Begun)
{
    /// <summary>This one, now.</summary>
    public static LoadMachine Here() => new(
        Find("/proc/cpuinfo", static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor",
        Environment.ProcessorCount,
        Find("/proc/loadavg", static _ => true) is { } load ? double.Parse(load.Split(' ')[0], CultureInfo.InvariantCulture) : double.NaN,
        DateTimeOffset.Now);

    private static string? Find(string file, Func<string, bool> wanted) => File.Exists(file) ? File.ReadLines(file).FirstOrDefault(wanted) : null;
}

/// <summary>All that one call measured.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Floors">What the machine does without this program; null where they were not measured.</param>
/// <param name="Scenarios">The scenarios, in order.</param>
/// <param name="Seconds">How long all of it took.</param>
public sealed record LoadReport(LoadMachine Machine, MachineFloors? Floors, IReadOnlyList<ScenarioReport> Scenarios, double Seconds)
{
    /// <summary>All ratios.</summary>
    public IReadOnlyList<Ratio> Ratios => [.. Scenarios.SelectMany(static scenario => scenario.Ratios)];

    /// <summary>Whether every scenario passed.</summary>
    public bool Passed => Scenarios.All(static scenario => scenario.Passed);
}
