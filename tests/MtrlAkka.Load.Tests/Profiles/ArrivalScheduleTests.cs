using CsCheck;
using MtrlAkka.Load.Profiles;

namespace MtrlAkka.Load.Tests.Profiles;

/// <summary>Requests are due as the profile's rate says, whatever segments it has.</summary>
public class ArrivalScheduleTests
{
    private static readonly Gen<LoadProfile> Profiles = Gen.Select(Gen.Int[0, 2000], Gen.Int[0, 2000], Gen.Int[1, 40])
        .Where(static (from, to, _) => from + to > 0)
        .Select(static (from, to, tenths) => new LoadSegment("part", from, to, TimeSpan.FromSeconds(tenths / 10.0)))
        .Array[1, 5].Select(static segments => new LoadProfile(segments));

    [Fact]
    public void At_every_moment_as_many_are_due_as_the_rate_adds_up_to() => Profiles.Sample(
        static profile =>
        {
            double begun = 0, offset = 0;
            int segment = 0;
            long count = 0;
            var last = TimeSpan.Zero;
            foreach (var (at, where) in new ArrivalSchedule(profile, Arrivals.Even, 0).Requests())
            {
                for (; segment < where; segment++)
                {
                    begun += profile.Segments[segment].Requests;
                    offset += profile.Segments[segment].Lasting.TotalSeconds;
                }

                Assert.True(at >= last, $"{at} after {last}");
                double within = at.TotalSeconds - offset;
                Assert.InRange(within, -1e-6, profile.Segments[segment].Lasting.TotalSeconds + 1e-6);
                Assert.Equal(count, begun + profile.Segments[segment].Begun(within), 0.01);
                (count, last) = (count + 1, at);
            }

            Assert.InRange(count, profile.Segments.Sum(static one => one.Requests) - 1e-6, profile.Segments.Sum(static one => one.Requests) + 1);
        },
        iter: 200);

    [Fact]
    public void A_ramp_from_nothing_begins_at_once()
    {
        var due = new ArrivalSchedule(LoadProfile.Parse("0/s 1s, 0..100/s 2s"), Arrivals.Even, 0).Requests().Select(static request => request.At.TotalSeconds).ToList();
        Assert.Equal(100, due.Count);
        Assert.Equal(1, due[0], 6);
        Assert.Equal(1 + Math.Sqrt(0.04), due[1], 6);
    }

    [Fact]
    public void Random_arrivals_have_the_rate_and_the_spread_of_a_Poisson_process()
    {
        var profile = LoadProfile.Parse("1000/s 20s");
        double[] at = [.. new ArrivalSchedule(profile, Arrivals.Poisson, 7).Requests().Select(static request => request.At.TotalSeconds)];
        Assert.InRange(at.Length, 19_500, 20_500);
        double[] distances = [.. at.Zip(at.Skip(1), static (one, next) => next - one)];
        // Of exponential distances the standard deviation is the mean.
        double mean = distances.Average(), deviation = Math.Sqrt(distances.Average(distance => (distance - mean) * (distance - mean)));
        Assert.InRange(deviation / mean, 0.97, 1.03);
        Assert.Equal(at, new ArrivalSchedule(profile, Arrivals.Poisson, 7).Requests().Select(static request => request.At.TotalSeconds));
        Assert.NotEqual(at, new ArrivalSchedule(profile, Arrivals.Poisson, 8).Requests().Select(static request => request.At.TotalSeconds));
    }
}
