using System.Text.Json;
using MtrlAkka.Load.Simulation;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.Load.Simulation.Runs;
using static MtrlAkka.Load.Tests.Simulation.SimulationFixture;

namespace MtrlAkka.Load.Tests.Simulation;

/// <summary>Simulated runs keep the laws that any system keeps, and come to what can be reckoned by hand.</summary>
public class ClusterSimulationTests
{
    private const string Async = "run.mode=async";

    [Theory]
    [InlineData("run.mode=lockstep")]
    [InlineData(Async)]
    public void A_seed_decides_all(string mode)
    {
        var settings = Settings(mode);
        var figures = Figures with { Step = new StepFigure(1e-3, 0.4) };
        string one = JsonSerializer.Serialize(Predict(settings, Shape(2), figures, seed: 5)), again = JsonSerializer.Serialize(Predict(settings, Shape(2), figures, seed: 5));
        Assert.Equal(one, again);
        Assert.NotEqual(one, JsonSerializer.Serialize(Predict(settings, Shape(2), figures, seed: 6)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(2, 1)]
    public void A_lockstep_round_is_its_steps_and_then_its_update(int workers, double cores)
    {
        var settings = Settings();
        var predicted = Predict(settings, Shape(workers, cores) with { LearnerCores = cores });
        // Six environments on as many threads as there are cores, then 10 ms of update; over the network a few latencies of 50 us.
        double round = (6 / (Math.Max(1, workers) * cores) * 1e-3) + 1e-2;
        Assert.Equal(6 / round, predicted.StepsPerSecond, 6 / round * 0.03);
        Assert.Equal(predicted.StepsPerSecond / 6, predicted.UpdatesPerSecond, 0.02 * predicted.UpdatesPerSecond);
        Assert.Equal(1 - (1e-2 / round), predicted.LearnerWaits, 0.03);
    }

    [Fact]
    public void With_a_staleness_of_one_the_longer_half_of_a_round_is_all_of_it()
    {
        var settings = Settings("run.staleness=1");
        var predicted = Predict(settings, Shape(2));
        Assert.Equal(6 / 1e-2, predicted.StepsPerSecond, 6 / 1e-2 * 0.03);
        Assert.InRange(predicted.LearnerWaits, 0, 0.04);
        // Its one core is as busy as the actor on it.
        Assert.Contains(predicted.Bottleneck, new[] { "actor learner", "cores of learner" });
    }

    [Fact]
    public void Free_environments_are_as_fast_as_their_threads_where_the_learner_keeps_up()
    {
        var settings = Settings(Async, "async.samples-per-insert=0.5");
        var predicted = Predict(settings, Shape(3));
        Assert.Equal(3 / 1e-3, predicted.StepsPerSecond, 3 / 1e-3 * 0.03);
        // For two rows that come in one is sampled.
        Assert.Equal(predicted.StepsPerSecond * 0.5 / 24, predicted.UpdatesPerSecond, 0.1 * predicted.UpdatesPerSecond);
        Assert.Contains(predicted.Bottleneck, new[] { "environments' threads", "cores of worker" });
    }

    [Fact]
    public void A_slow_learner_holds_the_environments_back_by_the_limiter()
    {
        var settings = Settings(Async, "async.samples-per-insert=8");
        var predicted = Predict(settings, Shape(3));
        Assert.Equal(1 / 1e-2, predicted.UpdatesPerSecond, 1 / 1e-2 * 0.03);
        Assert.Equal(predicted.UpdatesPerSecond * 24 / 8, predicted.StepsPerSecond, predicted.StepsPerSecond * 0.1);
        // Its one core is as busy as the actor on it.
        Assert.Contains(predicted.Bottleneck, new[] { "actor learner", "cores of learner" });
        // Two thirds of what the environments could do is not let in for nothing else.
        Assert.InRange(predicted.WaitForReplay, 0.5, 1);
        Assert.InRange(predicted.WaitForWeights, 0, 0.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Samples_keep_to_inserts_within_the_error_buffer_at_every_moment(int shards)
    {
        const double Ratio = 2, Buffer = 40;
        var settings = Settings(Async, "async.samples-per-insert=2", $"async.error-buffer={Buffer}", $"replay.shards={shards}");
        settings = settings with { Rounds = 1_000_000, Learner = settings.Learner with { WarmStartRounds = 10 } };
        var figures = Figures with { Step = new StepFigure(1e-3, 1) };
        using var run = SimulatedRun.Create(settings, Shape(3), new RunCosts(settings, figures, 1, 1e-2), Bulk, 1);
        double start = 10 * 6 * Ratio, buffer = Buffer * 6 * Ratio, most = 0;
        int drawnAhead = settings.Async!.Prefetch + 1;
        while (run.Updates < 300)
        {
            Assert.True(run.Clock.Step());
            double error = (run.Steps * Ratio) - (run.Updates * 24) - start;
            // What is drawn and not learned yet counts as sampled for the shards.
            Assert.InRange(error, Math.Min(-start, -buffer), buffer + (drawnAhead * 24));
            if (run.Updates > 100) most = Math.Max(most, Math.Abs(error));
        }

        Assert.True(most > 0);
        Assert.InRange(run.Updates * 24 / ((run.Steps - 60) * Ratio), 0.8, 1.2);
    }

    [Fact]
    public void What_is_used_is_what_was_done()
    {
        // The law of utilisation: a share of the time in use is a rate times a time, here over 5 machines with spread times.
        var settings = Settings(Async, "async.samples-per-insert=1", "environments.copies=8");
        var figures = Figures with { Step = new StepFigure(2e-3, 0.5), Append = 1e-5, Answer = 2e-5 };
        var predicted = Predict(settings, Shape(4), figures);
        Assert.Equal(predicted.StepsPerSecond * 1e-5, Busy(predicted, "actor replay"), 2e-3);
        Assert.Equal(predicted.UpdatesPerSecond * 1e-2, Busy(predicted, "actor learner"), 0.02);
        Assert.Equal(predicted.StepsPerSecond / 4 * 2.02e-3, Busy(predicted, "cores of worker"), 0.03);
        Assert.Equal(1 - Busy(predicted, "actor learner"), predicted.LearnerWaits, 0.02);
    }

    [Fact]
    public void A_card_that_is_too_slow_is_the_bottleneck()
    {
        // Batches of 192 rows, 336 bytes each, over 4 MB/s: 62 a second at most.
        var settings = Settings(Async, "async.samples-per-insert=8", "learner.batch-per-task=64");
        var shape = Shape(3) with { Network = new NetworkShape(4e6, 1e-4) };
        var predicted = Predict(settings, shape, update: 1e-3);
        Assert.Equal("network card of replay", predicted.Bottleneck);
        Assert.InRange(predicted.UpdatesPerSecond, 50, 62);
    }

    [Fact]
    public void A_thread_that_writes_large_messages_can_be_the_bottleneck()
    {
        // Batches of 1200 rows, 336 bytes each, at 0.05 us a byte on either side: 49 a second at most.
        var settings = Settings(Async, "async.samples-per-insert=8", "learner.batch-per-task=400");
        var shape = Shape(3) with { ReplayCores = 2, LearnerCores = 2 };
        var predicted = Predict(settings, shape, Figures with { Step = new StepFigure(1e-4, 0), StreamByte = 1e-7 }, update: 1e-3);
        Assert.StartsWith("streams of", predicted.Bottleneck, StringComparison.Ordinal);
        Assert.InRange(predicted.UpdatesPerSecond, 40, 50);
    }

    [Fact]
    public void Hundreds_of_workers_and_a_thousand_environments_are_simulated_in_seconds()
    {
        var settings = Settings(Async, "async.samples-per-insert=1", "environments.copies=64", "environments.benchmark=MT10", "environments.tasks=[]", "replay.shards=4");
        var predicted = ClusterSimulation.Run(settings, Shape(320), Figures, Bulk, 1, new SimulationLength(2, 4, 10), 1e-3);
        Assert.Equal(640, predicted.Environments);
        Assert.InRange(predicted.StepsPerSecond, 10_000, 320_000);
    }

    [Fact]
    public void More_workers_than_environments_are_refused()
    {
        var error = Assert.Throws<InvalidDataException>(() => Predict(Settings(), Shape(7)));
        Assert.Contains("7 workers cannot share 6 environments", error.Message, StringComparison.Ordinal);
    }

    private static double Busy(Prediction predicted, string name) => predicted.Resources.Single(one => one.Name == name).Busy;
}
