using MtrlAkka.Load.Profiles;
using NBomber.Contracts;
using Injected = NBomber.CSharp.Simulation;

namespace MtrlAkka.Load.NBomber;

/// <summary>A <see cref="LoadProfile"/> in NBomber's words.</summary>
public static class NBomberProfile
{
    // NBomber injects whole numbers of requests in each interval: the shortest whole number of seconds that makes them whole.
    private const int LongestInterval = 10;
    private const double Whole = 1e-9;

    /// <summary>How long its warm-up is; zero where it has none.</summary>
    public static TimeSpan WarmUp(LoadProfile profile) =>
        profile.Segments[0].Counts ? TimeSpan.Zero : profile.Segments[0].Lasting;

    /// <summary>Its segments behind the warm-up. NBomber warms up with the first of them.</summary>
    /// <exception cref="InvalidDataException">It has what NBomber cannot do; the message names the segment.</exception>
    public static LoadSimulation[] Simulations(LoadProfile profile)
    {
        LoadSegment[] segments = [.. profile.Segments.Where(static segment => segment.Counts)];
        if (segments.Length == 0) throw new InvalidDataException($"the profile '{profile}' is all warm-up: it has nothing to measure");
        return [.. segments.Select((segment, i) => Of(segment, i == 0 ? 0 : segments[i - 1].To))];
    }

    private static LoadSimulation Of(LoadSegment segment, double before)
    {
        if (segment.Lasting < TimeSpan.FromSeconds(1)) throw new InvalidDataException($"{segment.Name}: NBomber's simulations last a second or more");
        if (segment.To == 0 && segment.From == 0) return Injected.Pause(segment.Lasting);
        if (segment.From != segment.To)
        {
            if (segment.From != before)
                throw new InvalidDataException($"{segment.Name}: NBomber's ramps begin at the rate before them, which is {before}/s and not {segment.From}/s");
            var (ramp, every) = Rate(segment, segment.To);
            return Injected.RampingInject(ramp, every, segment.Lasting);
        }

        var (rate, interval) = Rate(segment, segment.To);
        return Injected.Inject(rate, interval, segment.Lasting);
    }

    private static (int Rate, TimeSpan Interval) Rate(LoadSegment segment, double perSecond)
    {
        for (int seconds = 1; seconds <= LongestInterval && seconds <= segment.Lasting.TotalSeconds; seconds++)
        {
            double requests = perSecond * seconds;
            if (requests <= int.MaxValue && Math.Abs(requests - Math.Round(requests)) < Whole) return ((int)Math.Round(requests), TimeSpan.FromSeconds(seconds));
        }

        throw new InvalidDataException($"{segment.Name}: NBomber injects whole numbers of requests, and {perSecond}/s is none in up to {LongestInterval} s");
    }
}
