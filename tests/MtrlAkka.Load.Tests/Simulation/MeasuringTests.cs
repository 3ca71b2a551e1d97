using MtrlAkka.Load.Simulation.Measuring;

namespace MtrlAkka.Load.Tests.Simulation;

/// <summary>What is measured for simulations is there and has the size that such a thing can have.</summary>
public class MeasuringTests
{
    [Fact]
    public async Task Messages_between_processes_cost_more_than_within_one_and_large_ones_more_than_small_but_less_over_streams()
    {
        double local = await RemotingMeter.LocalAsync();
        var (message, perByte) = await RemotingMeter.RemoteAsync();
        Assert.InRange(local, 1e-8, 1e-3);
        Assert.InRange(message, local, 1e-2);
        Assert.InRange(perByte, 1e-12, 1e-6);
        Assert.InRange(await StreamMeter.ByteAsync(), 1e-12, perByte);
    }

    [Fact]
    public void A_worker_and_a_shard_take_their_time_for_each_row()
    {
        var settings = SimulationFixture.Settings("run.mode=async", "learner.warm-start-rounds=1", "run.rounds=1000000000");
        var (answer, look) = new WorkerMeter(settings).Measure();
        Assert.InRange(answer, 1e-9, 1e-3);
        Assert.InRange(look, 1e-10, 1e-4);
        Assert.InRange(new ShardMeter().Append(settings), 1e-9, 1e-3);
        Assert.InRange(ShardMeter.Sample(), 1e-9, 1e-4);
    }
}
