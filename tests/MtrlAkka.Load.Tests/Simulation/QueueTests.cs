using MtrlAkka.Load.Simulation.Kernel;
using MtrlAkka.Numerics;

namespace MtrlAkka.Load.Tests.Simulation;

/// <summary>Queues of known kinds wait as long as the theory of queues says, whatever this code thinks of it.</summary>
public class QueueTests
{
    private const double Service = 0.01;
    private const int Customers = 200_000;

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.9)]
    public void Random_arrivals_and_random_services_wait_as_in_M_M_1(double busy)
    {
        // Pollaczek and Khinchine with a variation of 1: the wait is busy / (1 - busy) services.
        var queue = Serve(busy, servers: 1, exponential: true);
        Assert.Equal(busy / (1 - busy) * Service, queue.Wait, busy / (1 - busy) * Service * 0.08);
        Assert.Equal(busy, queue.Busy, 0.01);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Random_arrivals_and_even_services_wait_half_as_long_as_in_M_D_1(double busy)
    {
        var queue = Serve(busy, servers: 1, exponential: false);
        double expected = busy / (1 - busy) * Service / 2;
        Assert.Equal(expected, queue.Wait, expected * 0.06);
    }

    [Fact]
    public void Several_servers_wait_as_Erlang_says()
    {
        // M/M/4 at 80 %: Erlang's C is 0.5964, and the wait C / (servers x rate of service - rate of arrival).
        var queue = Serve(0.8, servers: 4, exponential: true);
        double expected = 0.5964 / ((4 / Service) - (0.8 * 4 / Service));
        Assert.Equal(expected, queue.Wait, expected * 0.08);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_shared_core_holds_work_up_by_its_load_alone(bool exponential)
    {
        // M/G/1 with processor sharing: the mean stay is service / (1 - busy) however services are spread.
        const double Busy = 0.7;
        var clock = new EventClock();
        var processor = new Processor(clock, 1);
        double stayed = 0;
        Arrive(clock, Busy / Service, exponential, seconds =>
        {
            double came = clock.Now;
            processor.Compute(seconds, 1, () => stayed += clock.Now - came);
        });
        clock.RunTo(1e9);
        double expected = Service / (1 - Busy);
        Assert.Equal(expected, stayed / Customers, expected * 0.06);
    }

    [Fact]
    public void More_threads_than_cores_share_them()
    {
        var clock = new EventClock();
        var processor = new Processor(clock, 2);
        List<(string, double)> ends = [];
        processor.Compute(1, 1, () => ends.Add(("one", clock.Now)));
        processor.Compute(1, 3, () => ends.Add(("three", clock.Now)));
        clock.RunTo(1);
        processor.Compute(0.25, 1, () => ends.Add(("late", clock.Now)));
        clock.RunTo(10);
        // Four threads on two cores get half a core each, then five 0.4: the late quarter takes 0.625 s, and the quarter that the others lack then 0.5 s.
        Assert.Equal("late", ends[0].Item1);
        Assert.Equal(1.625, ends[0].Item2, 1e-9);
        Assert.Equal(["one", "three"], ends.Skip(1).Select(static end => end.Item1));
        Assert.Equal(2.125, ends[1].Item2, 1e-9);
        Assert.Equal(4.25, processor.Used, 1e-9);
    }

    [Fact]
    public void A_line_takes_its_time_for_bytes_and_keeps_their_order()
    {
        var clock = new EventClock();
        var line = new Line(clock, rate: 1000, latency: 0.5);
        List<(int, double)> came = [];
        line.Send(1000, () => came.Add((1, clock.Now)));
        line.Send(500, () => came.Add((2, clock.Now)));
        clock.RunTo(10);
        line.Send(100, () => came.Add((3, clock.Now)));
        clock.RunTo(20);
        Assert.Equal([(1, 1.5), (2, 2.0), (3, 10.6)], came);
        Assert.Equal(1600, line.Bytes);
    }

    [Fact]
    public void What_is_urgent_passes_what_waits_and_holds_it_up()
    {
        var clock = new EventClock();
        var line = new Line(clock, rate: 1000, latency: 0.5);
        List<(int, double)> came = [];
        line.Send(2000, () => came.Add((1, clock.Now)));
        line.Send(100, () => came.Add((2, clock.Now)), urgent: true);
        line.Send(1000, () => came.Add((3, clock.Now)));
        clock.RunTo(10);
        Assert.Equal([(2, 0.6), (1, 2.5), (3, 3.6)], came);
        Assert.Equal(3.1, line.Busy, 1e-9);
    }

    [Fact]
    public void Spread_times_have_their_mean_and_variation()
    {
        var time = new ServiceTime(2, 0.5);
        double[] draws = [.. Enumerable.Range(0, 50_000).Select(i => time.Draw(new CounterRandom(3, 7), (ulong)i))];
        double mean = draws.Average();
        Assert.Equal(2, mean, 0.02);
        Assert.Equal(1, Math.Sqrt(draws.Average(draw => (draw - mean) * (draw - mean))), 0.03);
        Assert.Equal(2, new ServiceTime(2).Draw(new CounterRandom(3, 7), 5));
    }

    private static (double Wait, double Busy) Serve(double busy, int servers, bool exponential)
    {
        var clock = new EventClock();
        var station = new Station("queue", clock, new Processor(clock, servers), servers);
        double last = 0;
        Arrive(clock, busy * servers / Service, exponential, seconds => station.Take(seconds, () => last = clock.Now));
        clock.RunTo(1e9);
        Assert.Equal(Customers, station.Served);
        return (station.Waited / Customers, station.Busy / last / servers);
    }

    private static void Arrive(EventClock clock, double rate, bool exponential, Action<double> take)
    {
        var random = new CounterRandom(11, 13);
        int number = 0;
        Next();

        void Next()
        {
            if (number == Customers) return;
            var (a, b, c, d) = random.Block((ulong)number++, 0);
            clock.After(Exponential(a, b) / rate, () =>
            {
                take(exponential ? Service * Exponential(c, d) : Service);
                Next();
            });
        }
    }

    private static double Exponential(uint a, uint b) => -Math.Log(1 - ((((ulong)(a >> 5) << 26) | (b >> 6)) / (double)(1UL << 53)));
}
