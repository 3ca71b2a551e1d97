using System.Globalization;
using System.Text;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Processes;
using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Chaos.Trials;

/// <summary>What a trial did and found.</summary>
/// <param name="Plan">Its plan.</param>
/// <param name="Lasted">How long it took.</param>
/// <param name="Faults">The faults that were injected.</param>
/// <param name="Runs">Names of the runs that ended as they should, with their last round.</param>
/// <param name="Checks">How often each invariant was looked at.</param>
/// <param name="Violations">What was wrong, a line for each.</param>
/// <param name="Exits">How processes ended.</param>
/// <param name="Samples">What processes held, over time.</param>
public sealed record ChaosReport(
    ChaosPlan Plan,
    TimeSpan Lasted,
    IReadOnlyList<FaultRecord> Faults,
    IReadOnlyList<string> Runs,
    IReadOnlyDictionary<string, long> Checks,
    IReadOnlyList<string> Violations,
    IReadOnlyList<NodeExit> Exits,
    IReadOnlyList<NodeSample> Samples)
{
    /// <summary>Addresses of the nodes, by their names.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new Dictionary<string, string>();

    /// <summary>What a client of the cluster saw, over time.</summary>
    public IReadOnlyList<ClusterLook> Looks { get; init; } = [];

    /// <summary>Whether nothing was wrong.</summary>
    public bool Passed => Violations.Count == 0;

    /// <summary>The longest time without progress over all faults.</summary>
    public TimeSpan LongestOutage => Faults.Count == 0 ? TimeSpan.Zero : Faults.Max(static fault => fault.Outage);

    /// <summary>The plan as far as it was carried out, to be replayed.</summary>
    public string PlanText => Plan.Text(Faults.Count == 0 ? 0 : Faults.Max(static fault => fault.Number) + 1);

    /// <summary>The report for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line($"{Faults.Count} faults in {Lasted.TotalSeconds:0} s (seed {Plan.Seed}), {Faults.Count(static fault => fault.Recovered is not null)} recoveries; runs: {(Runs.Count == 0 ? "none ended" : string.Join(", ", Runs))}");
        Line($"{"fault",-10} {"times",5} {"median outage",14} {"longest",8}");
        foreach (var kind in Faults.GroupBy(static fault => fault.Planned.Fault.Kind.Name).OrderBy(static kind => kind.Key, StringComparer.Ordinal))
        {
            double[] outages = [.. kind.Select(static fault => fault.Outage.TotalSeconds).Order()];
            Line($"{kind.Key,-10} {outages.Length,5} {outages[outages.Length / 2],12:0.0} s {outages[^1],6:0.0} s");
        }

        Line($"longest outage {LongestOutage.TotalSeconds:0.0} s{LongestFault()}");
        Line($"{"node",-10} {"lives",5} {"peak memory",12} {"memory",9} {"most handles",13} {"handles",8}");
        foreach (var node in Samples.GroupBy(static sample => sample.Node).OrderBy(static node => node.Key, StringComparer.Ordinal))
        {
            var last = node.Last().Figures;
            Line($"{node.Key,-10} {node.Select(static sample => sample.Process).Distinct().Count(),5} {Megabytes(node.Max(static sample => sample.Figures.PeakResident)),9} MB {Megabytes(last.Resident),6} MB {node.Max(static sample => sample.Figures.Handles),13} {last.Handles,8}");
        }

        Line($"exits: {string.Join(", ", Exits.GroupBy(static exit => exit.ExitCode).OrderBy(static code => code.Key).Select(static code => FormattableString.Invariant($"{code.Count()} with {code.Key}")))}");
        Line($"invariants checked: {string.Join(", ", Checks.OrderBy(static check => check.Key, StringComparer.Ordinal).Select(static check => FormattableString.Invariant($"{check.Key} {check.Value}")))}");
        if (Passed)
        {
            Line($"all held");
            return text.ToString();
        }

        Line($"{Violations.Count} violations:");
        foreach (string violation in Violations) Line($"  {violation}");
        Line($"the plan, for --replay:");
        text.AppendLine(PlanText);
        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What processes held over time, as comma-separated values with a line of names.</summary>
    public string SamplesText() => string.Join('\n', Samples.Select(static sample => string.Create(
            CultureInfo.InvariantCulture,
            $"{sample.At.TotalSeconds:0.0},{sample.Node},{sample.Process},{sample.Figures.Resident},{sample.Figures.Handles},{sample.Figures.Threads}"))
        .Prepend("seconds,node,process,resident_bytes,handles,threads").Append(""));

    private string LongestFault() => Faults.Count == 0 ? "" : $" ({Faults.MaxBy(static fault => fault.Outage)!.Planned.Fault})";

    private static long Megabytes(long bytes) => bytes >> 20;
}
