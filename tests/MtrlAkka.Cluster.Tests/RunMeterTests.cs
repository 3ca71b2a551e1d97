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
}
