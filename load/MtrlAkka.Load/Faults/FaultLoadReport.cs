using System.Globalization;

namespace MtrlAkka.Load.Faults;

/// <summary>What faults did to a cluster at steady load.</summary>
/// <param name="Impacts">Each fault.</param>
/// <param name="Checks">How often each promise was looked at.</param>
/// <param name="Violations">Promises that did not hold, a line each: among them that what was acknowledged is there, each once.</param>
public sealed record FaultLoadReport(IReadOnlyList<FaultImpact> Impacts, IReadOnlyDictionary<string, long> Checks, IReadOnlyList<string> Violations)
{
    /// <summary>Whether nothing was lost and the rate came back each time.</summary>
    public bool Passed => Violations.Count == 0 && Impacts.Count > 0 && Impacts.All(static impact => impact.Recovery is not null);

    /// <summary>The table and what was wrong, as Markdown that reads well in a terminal.</summary>
    public IEnumerable<string> Lines()
    {
        yield return "| killed | steps/s before | longest pause | rate back after | steps/s then | rounds made again | longest answer to a client | unanswered |";
        yield return "|---|--:|--:|--:|--:|--:|--:|--:|";
        foreach (var impact in Impacts)
        {
            string back = impact.Recovery is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : "not";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"| {impact.Fault} | {impact.Before:N0} | {impact.Pause:0.0} s | {back} | {impact.After:N0} | {impact.MadeAgain:N0} | {impact.LongestAnswer:0.00} s | {impact.Unanswered} of {impact.Asked} |");
        }

        yield return "";
        yield return $"looked at: {string.Join(", ", Checks.OrderBy(static check => check.Key, StringComparer.Ordinal).Select(static check => FormattableString.Invariant($"{check.Key} {check.Value}")))}";
        foreach (string violation in Violations) yield return $"WRONG {violation}";
        foreach (var impact in Impacts.Where(static impact => impact.Recovery is null)) yield return $"WRONG the rate was not back before the next fault: {impact.Fault}";
    }
}
