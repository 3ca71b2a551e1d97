using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Tests;

/// <summary>The seat of a learner of its own.</summary>
public class OwnSeatTests
{
    [Fact]
    public void Its_thread_computes_with_as_many_threads_as_the_run_says()
    {
        int here = TorchRuntime.Threads, there = 0, wanted = here + 2;
        var settings = Small.Configuration(FormattableString.Invariant($"learner.threads={wanted}")).Settings;
        var learner = new Thread(() =>
        {
            using var seat = new OwnSeat(settings);
            seat.Begin();
            there = TorchRuntime.Threads;
        });
        learner.Start();
        learner.Join();
        Assert.Equal((here, wanted), (TorchRuntime.Threads, there));
        // What threads of other tests begin with.
        TorchRuntime.Threads = here;
    }
}
