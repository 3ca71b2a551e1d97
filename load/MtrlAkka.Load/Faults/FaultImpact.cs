using MtrlAkka.Chaos.Trials;
using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Load.Faults;

/// <summary>What one fault did to a cluster at steady load.</summary>
/// <param name="Fault">What was killed.</param>
/// <param name="Before">Steps of environments a second before it.</param>
/// <param name="Pause">Seconds without any progress, at most.</param>
/// <param name="Recovery">Seconds from the fault until the rate was back for good; null: not before the next fault.</param>
/// <param name="After">Steps a second from then on; NaN where it is not back.</param>
/// <param name="MadeAgain">Rounds that the run went back, to be made again.</param>
/// <param name="LongestAnswer">Seconds that a client waited for an answer of the cluster, at most.</param>
/// <param name="Unanswered">Questions of that client that nobody answered within a second.</param>
/// <param name="Asked">Questions of that client.</param>
public sealed record FaultImpact(
    string Fault, double Before, double Pause, double? Recovery, double After, double MadeAgain, double LongestAnswer, int Unanswered, int Asked)
{
    /// <summary>Seconds over which a rate is taken.</summary>
    public const double Window = 3;

    /// <summary>The rate is back when it is this share of what it was.</summary>
    public const double Back = 0.8;

    private const double Steady = 8, Step = 0.25;

    /// <summary>What each fault of a trial did, until the next one began.</summary>
    /// <param name="report">The trial's.</param>
    /// <param name="environments">Environments of its run: so many steps has a round.</param>
    public static IReadOnlyList<FaultImpact> Of(ChaosReport report, int environments)
    {
        var curve = new ProgressCurve(report.Progress);
        return
        [
            .. report.Faults.Select((fault, i) => Of(
                fault, i + 1 < report.Faults.Count ? report.Faults[i + 1].Began.TotalSeconds : curve.End, curve, report.Looks, environments)),
        ];
    }

    private static FaultImpact Of(FaultRecord fault, double until, ProgressCurve curve, IReadOnlyList<ClusterLook> looks, int environments)
    {
        double began = fault.Began.TotalSeconds, before = curve.Rate(began - Steady, began);
        double? recovery = null;
        // From the end: the rate has to stay.
        for (double from = until - Window; from >= began && curve.Rate(from, from + Window) >= Back * before; from -= Step) recovery = from;
        ClusterLook[] asked = [.. looks.Where(look => look.At.TotalSeconds >= began && look.At.TotalSeconds < until)];
        return new FaultImpact(
            fault.Planned.Fault.ToString()!, environments * before, fault.Outage.TotalSeconds, recovery - began,
            recovery is { } back ? environments * curve.Rate(back, until) : double.NaN, curve.GoneBack(began, until),
            asked.Where(static look => look.Answered).Select(static look => look.Took.TotalSeconds).DefaultIfEmpty(0).Max(),
            asked.Count(static look => !look.Answered), asked.Length);
    }
}
