using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Load.Faults;

/// <summary>Rounds that a run made over time, from looks at it. Where it goes back to a commit nothing is made, and what has to be made again is counted.</summary>
public sealed class ProgressCurve
{
    private readonly List<(double At, double Made, double GoneBack)> _points = [];

    /// <summary>Puts looks together.</summary>
    /// <param name="samples">In the order of time.</param>
    public ProgressCurve(IReadOnlyList<ProgressSample> samples)
    {
        ProgressSample? last = null;
        double made = 0, back = 0;
        foreach (var sample in samples)
        {
            // The first look at another life tells where it began, not what it made.
            if (last is not null && sample.Life == last.Life) made += Math.Max(0, sample.Progress - last.Progress);
            if (last is not null) back += Math.Max(0, last.Progress - sample.Progress);
            _points.Add((sample.At.TotalSeconds, made, back));
            last = sample;
        }
    }

    /// <summary>Seconds of the last look.</summary>
    public double End => _points.Count == 0 ? 0 : _points[^1].At;

    /// <summary>Rounds a second between two moments, in seconds.</summary>
    public double Rate(double from, double to) => (Made(to) - Made(from)) / (to - from);

    /// <summary>Rounds that the run went back between two moments: they are made again.</summary>
    public double GoneBack(double from, double to) => Before(to).GoneBack - Before(from).GoneBack;

    private double Made(double at)
    {
        int next = _points.FindIndex(point => point.At > at);
        if (next <= 0) return next == 0 || _points.Count == 0 ? 0 : _points[^1].Made;
        var (left, right) = (_points[next - 1], _points[next]);
        return left.Made + ((right.Made - left.Made) * (at - left.At) / (right.At - left.At));
    }

    private (double At, double Made, double GoneBack) Before(double at) => _points.LastOrDefault(point => point.At <= at);
}
