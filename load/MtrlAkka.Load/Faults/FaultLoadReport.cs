using System.Globalization;
using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Load.Faults;

/// <summary>What faults did to a cluster at steady load.</summary>
/// <param name="Impacts">Each fault.</param>
/// <param name="Checks">How often each promise was looked at.</param>
/// <param name="Violations">Promises that did not hold, a line each: among them that what was acknowledged is there, each once.</param>
/// <param name="Looks">What a client of the cluster saw, over time.</param>
public sealed record FaultLoadReport(
    IReadOnlyList<FaultImpact> Impacts, IReadOnlyDictionary<string, long> Checks, IReadOnlyList<string> Violations, IReadOnlyList<ClusterLook> Looks)
{
    /// <summary>Whether nothing was lost and the rate came back each time.</summary>
    public bool Passed => Violations.Count == 0 && Impacts.Count > 0 && Impacts.All(static impact => impact.Recovery is not null);

    /// <summary>Writes faults.md and, with what a client saw over time, faults.csv.</summary>
    /// <param name="folder">Where; made where it is absent.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "faults.md"), Lines());
        File.WriteAllLines(
            Path.Combine(folder, "faults.csv"),
            Looks.Select(static look => string.Create(CultureInfo.InvariantCulture, $"{look.At.TotalSeconds:0.000},{look.Took.TotalSeconds:0.000},{look.View?.Director},{look.View?.Phase},{look.View?.Epoch},{look.View?.Progress}"))
                .Prepend("seconds,took,director,phase,epoch,round"));
    }

    /// <summary>The table and what was wrong, as Markdown that reads well in a terminal.</summary>
    public IEnumerable<string> Lines()
    {
        yield return "| killed | there were | steps/s before | worst 3 s | back after | steps/s then | rounds gone back | no news for | longest answer to a client | unanswered |";
        yield return "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|";
        foreach (var impact in Impacts)
        {
            string back = impact.Recovery is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : "not";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"| {impact.Fault} | {impact.Hosted} | {impact.Before:N0} | {impact.Lowest:N0} | {back} | {impact.After:N0} | {impact.GoneBack:N0} | {impact.Silence:0.0} s | {impact.LongestAnswer:0.00} s | {impact.Unanswered} of {impact.Asked} |");
        }

        yield return "";
        yield return $"looked at: {string.Join(", ", Checks.OrderBy(static check => check.Key, StringComparer.Ordinal).Select(static check => FormattableString.Invariant($"{check.Key} {check.Value}")))}";
        foreach (string violation in Violations) yield return $"WRONG {violation}";
        foreach (var impact in Impacts.Where(static impact => impact.Recovery is null)) yield return $"WRONG the rate was not back before the next fault: {impact.Fault}";
    }
}
