using MtrlAkka.Load.Reports;
using MtrlAkka.Load.Results;

namespace MtrlAkka.Cli.Loading;

/// <summary>A load's figures as a terminal shows them.</summary>
internal static class LoadSummary
{
    private const int Indent = 30;

    /// <summary>Where it is measured, and the machine's floors.</summary>
    public static void Write(TextWriter output, LoadMachine machine, MtrlAkka.Load.Floors.MachineFloors? floors)
    {
        output.WriteLine(ReportLines.Machine(machine));
        if (floors is not null) WriteLines(output, ReportLines.Of(floors));
    }

    /// <summary>What one scenario came to.</summary>
    public static void Write(TextWriter output, ScenarioReport scenario)
    {
        output.WriteLine($"{scenario.Name}: {scenario.Description}");
        WriteLines(output, ReportLines.Of(scenario));
    }

    /// <summary>What one load came to.</summary>
    public static void Write(TextWriter output, LoadResult result, string unit)
    {
        output.WriteLine($"{result.Scenario}: {result.Description}");
        WriteLines(output, ReportLines.Of(result, unit));
    }

    private static void WriteLines(TextWriter output, IEnumerable<(string Name, string Figure)> lines)
    {
        foreach (var (name, figure) in lines) output.WriteLine($"  {name.PadRight(Indent - 2)} {figure}");
    }
}
