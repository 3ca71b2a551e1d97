using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Load.Faults;

/// <summary>
/// Rounds that a run made over time, from looks at it. While nobody knows of the run it may go on all the same: what it made meanwhile shows with the
/// next news, and is spread over the time between. Where it goes back to a commit nothing is made, and how far it goes back is counted.
/// </summary>
public sealed class ProgressCurve
{
    private readonly List<(double At, double Made, double GoneBack)> _points = [];

    /// <summary>Puts looks together.</summary>
    /// <param name="looks">In the order of time.</param>
    public ProgressCurve(IReadOnlyList<ClusterLook> looks)
    {
        double made = 0, back = 0;
        long last = -1;
        // A director that is new says 0 until it has heard of the run's parts.
        foreach (var (at, _, view) in looks.Where(static look => look.View is { Run: not null, Progress: > 0 }))
        {
            long progress = view!.Progress;
            if (last >= 0) (made, back) = (made + Math.Max(0, progress - last), back + Math.Max(0, last - progress));
            _points.Add((at.TotalSeconds, made, back));
            last = progress;
        }
    }

    /// <summary>Seconds of the last news.</summary>
    public double End => _points.Count == 0 ? 0 : _points[^1].At;

    /// <summary>Rounds a second between two moments, in seconds.</summary>
    public double Rate(double from, double to) => (Made(to) - Made(from)) / (to - from);

    /// <summary>Rounds that the run went back between two moments.</summary>
    public double GoneBack(double from, double to) => Before(to).GoneBack - Before(from).GoneBack;

    /// <summary>The longest time without news between two moments, in seconds.</summary>
    public double LongestSilence(double from, double to)
    {
        double[] heard = [from, .. _points.Select(static point => point.At).Where(at => at > from && at < to), to];
        return heard.Zip(heard.Skip(1), static (left, right) => right - left).Max();
    }

    private double Made(double at)
    {
        int next = _points.FindIndex(point => point.At > at);
        if (next <= 0) return next == 0 || _points.Count == 0 ? 0 : _points[^1].Made;
        var (left, right) = (_points[next - 1], _points[next]);
        return left.Made + ((right.Made - left.Made) * (at - left.At) / (right.At - left.At));
    }

    private (double At, double Made, double GoneBack) Before(double at) => _points.LastOrDefault(point => point.At <= at);
}
