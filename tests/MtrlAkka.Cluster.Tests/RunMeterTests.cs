using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Tests;

public class RunMeterTests
{
    [Fact]
    public void What_became_of_the_tasks_gradients_is_written_where_there_is_any()
    {
        using var lines = new LogLines();
        var notes = new Notes(lines);
        var meter = new RunMeter(Small.Context(Small.Configuration()), "quick", notes);
        var plain = new UpdateMetrics
        {
            Updates = 10, CriticLoss = 1, CriticValue = 2, ActorLoss = 3, TemperatureLoss = 4, Entropy = 5, CriticGradientNorm = 6, ActorGradientNorm = 7,
            CriticParameterNorm = 8, ActorParameterNorm = 9, Temperatures = [1, 0.5, 0.25], RewardDivisors = [],
        };
        meter.On(new LearnerMetrics(40, plain));
        meter.On(new LearnerMetrics(50, plain with { CriticConflicts = 1.5, ActorTaskWeights = [0.5, 1.5, 1] }));
        string[] first = [.. notes.Figures[0].Values.Select(static value => value.Tag)];
        Assert.Contains("metrics/reach-v3_alpha", first);
        Assert.Equal([120, 150], notes.Figures.Select(static line => line.Step));
        Assert.Equal(
            [("metrics/critic_n_grad_conflicts", 1.5), ("metrics/reach-v3_actor_weight", 0.5), ("metrics/drawer-close-v3_actor_weight", 1.5), ("metrics/window-close-v3_actor_weight", 1)],
            notes.Figures[1].Values.Where(value => !first.Contains(value.Tag)));
    }

    [Fact]
    public void A_checkpoint_is_written_with_its_pause_where_the_training_went_on()
    {
        using var lines = new LogLines();
        var notes = new Notes(lines);
        var meter = new RunMeter(Small.Context(Small.Configuration()), "quick", notes);
        meter.On(new CheckpointReport(40, 0.5, 0.25, Bytes: 300, NewBytes: 100));
        meter.On(new CheckpointReport(80, 0.5, null, Bytes: 400, NewBytes: 100));
        (string, double)[] always = [("metrics/checkpoint_seconds", 0.5), ("metrics/checkpoint_bytes", 100)];
        Assert.Equal([.. always, ("metrics/checkpoint_total_bytes", 300), ("metrics/checkpoint_pause_seconds", 0.25)], notes.Figures[0].Values);
        Assert.Equal([.. always, ("metrics/checkpoint_total_bytes", 400)], notes.Figures[1].Values);
    }

    [Fact]
    public void Quarantine_is_told_until_a_life_begins_without_it()
    {
        using var lines = new LogLines();
        var notes = new Notes(lines);
        var meter = new RunMeter(Small.Context(Small.Configuration("environments.copies=2")), "quick", notes);
        meter.On(new EnvironmentBroken(0, "a NaN", Quarantined: false));
        Assert.Empty(meter.Quarantined);
        meter.On(new EnvironmentBroken(0, "a NaN", Quarantined: true));
        meter.On(new EnvironmentBroken(5, "a warning", Quarantined: true));
        meter.On(new EnvironmentBroken(4, null, Quarantined: true));
        meter.On(new RunRolledBack());
        meter.Show();
        Assert.Equal([("reach-v3", 1), ("window-close-v3", 2)], meter.Quarantined);
        Assert.Equal(["reach-v3 (1 of 2)", "window-close-v3"], notes.Shown!.Quarantined);
        Assert.Equal([false, false, true], notes.Shown.Tasks.Select(static task => task.Quarantined));
        Assert.Equal(1, notes.Shown.Rollbacks);
        Assert.Equal(
            ["reach-v3 is in quarantine, its physics breaks: a NaN", "window-close-v3 is in quarantine since before", "window-close-v3 is in quarantine, its physics breaks: a warning"],
            notes.Shown.Alarms);
        Assert.Equal("alarm: reach-v3: a NaN", notes.Lines[0]);
        meter.On(new LifeBegan(2));
        meter.On(new EnvironmentBroken(4, null, Quarantined: true));
        meter.Show();
        Assert.Equal([("window-close-v3", 1)], meter.Quarantined);
        Assert.Equal(["window-close-v3 is in quarantine since before"], notes.Shown!.Alarms);
    }
}
