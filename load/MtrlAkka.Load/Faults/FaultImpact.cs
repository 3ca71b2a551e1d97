using MtrlAkka.Chaos.Faults;
using MtrlAkka.Chaos.Trials;
using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Load.Faults;

/// <summary>What one fault did to a cluster at steady load.</summary>
/// <param name="Fault">What was killed.</param>
/// <param name="Hosted">What was there, as the cluster said before.</param>
/// <param name="Before">Steps of environments a second before it.</param>
/// <param name="Lowest">Steps a second in the worst three seconds behind it.</param>
/// <param name="Recovery">Seconds from the fault until the rate was back for good; null: not before the next fault.</param>
/// <param name="After">Steps a second from then on; NaN where it is not back.</param>
/// <param name="GoneBack">Rounds that the run went back: what was not committed, and is made again.</param>
/// <param name="Silence">Seconds in which nobody could say how far the run is, at most.</param>
/// <param name="LongestAnswer">Seconds that a client waited for an answer of the cluster, at most.</param>
/// <param name="Unanswered">Questions of that client that nobody answered within a second.</param>
/// <param name="Asked">Questions of that client.</param>
public sealed record FaultImpact(
    string Fault, string Hosted, double Before, double Lowest, double? Recovery, double After, double GoneBack, double Silence, double LongestAnswer, int Unanswered, int Asked)
{
    /// <summary>Seconds over which a rate is taken.</summary>
    public const double Window = 3;

    /// <summary>The rate is back when it is this share of what it was.</summary>
    public const double Back = 0.8;

    private const double Steady = 8, Step = 0.25;

    /// <summary>What each fault of a trial did.</summary>
    /// <param name="report">The trial's.</param>
    /// <param name="environments">Environments of its run: so many steps has a round.</param>
    /// <param name="calm">Seconds behind a recovery in which nothing else happens.</param>
    public static IReadOnlyList<FaultImpact> Of(ChaosReport report, int environments, double calm)
    {
        var curve = new ProgressCurve(report.Looks);
        return [.. report.Faults.Select(fault => Of(fault, Math.Min(curve.End, fault.Recovered?.TotalSeconds + calm ?? curve.End), curve, report, environments))];
    }

    private static FaultImpact Of(FaultRecord fault, double until, ProgressCurve curve, ChaosReport report, int environments)
    {
        double began = fault.Began.TotalSeconds, before = curve.Rate(began - Steady, began), lowest = double.PositiveInfinity;
        double? recovery = null;
        bool back = true;
        // From the end: the rate has to stay.
        for (double from = until - Window; from >= began; from -= Step)
        {
            double rate = curve.Rate(from, from + Window);
            lowest = Math.Min(lowest, rate);
            back &= rate >= Back * before;
            if (back) recovery = from - began < Step ? 0 : from + Window - began;
        }

        ClusterLook[] asked = [.. report.Looks.Where(look => look.At.TotalSeconds >= began && look.At.TotalSeconds < until)];
        return new FaultImpact(
            fault.Planned.Fault.ToString()!, PartsThere(fault, report), environments * before, environments * lowest, recovery,
            recovery is { } at ? environments * curve.Rate(began + Math.Max(0, at - Window), until) : double.NaN, curve.GoneBack(began, until), curve.LongestSilence(began, until),
            asked.Where(static look => look.View is not null).Select(static look => look.Took.TotalSeconds).DefaultIfEmpty(0).Max(),
            asked.Count(static look => look.View is null), asked.Length);
    }

    private static string PartsThere(FaultRecord fault, ChaosReport report)
    {
        if (fault.Planned.Fault is not KillNode { Node: var node } || !report.Addresses.TryGetValue(node, out string? address)) return "";
        var view = report.Looks.LastOrDefault(look => look.At < fault.Began && look.View is { Progress: > 0 })?.View;
        if (view is null) return "";
        string[] parts =
        [
            .. view.Hosts.Where(host => host.Node == address).Select(static host => host.Count > 1 || host.Part == PartHost.Environments ? FormattableString.Invariant($"{host.Count} {host.Part}") : host.Part),
            .. view.Director == address ? ["director"] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }
}
