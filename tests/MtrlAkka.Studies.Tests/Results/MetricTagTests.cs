using MtrlAkka.Studies.Results;

namespace MtrlAkka.Studies.Tests.Results;

/// <summary>What the tags of a run's figures say.</summary>
public class MetricTagTests
{
    private static readonly string[] Tasks = ["reach-v3", "reach-wall-v3"];

    [Theory]
    [InlineData("losses/qf_loss", "", "", "", "qf_loss", false)]
    [InlineData("metrics/alpha", "", "", "", "alpha", false)]
    [InlineData("metrics/reach-wall-v3_alpha", "reach-wall-v3", "", "", "alpha", false)]
    [InlineData("charts/reach-v3_training_return", "reach-v3", "", "", "training_return", true)]
    [InlineData("plasticity/actor/dormant", "", "actor", "", "dormant", false)]
    [InlineData("plasticity/critic_0/srank/layer_2", "", "critic_0", "layer_2", "srank", false)]
    [InlineData("plasticity/critic_0/weight_norm/head/kernel", "", "critic_0", "head/kernel", "weight_norm", false)]
    [InlineData("metrics/checkpoint_seconds", "", "", "", "checkpoint_seconds", true)]
    public void Are_taken_apart(string tag, string task, string network, string layer, string name, bool ofProcess)
    {
        var parsed = MetricTag.Parse(tag, Tasks);
        Assert.Equal(new MetricTag(task, network, layer, name), parsed);
        Assert.Equal(ofProcess, parsed.IsOfProcess);
        Assert.False(parsed.IsOfEvaluation);
    }

    [Theory]
    [InlineData("charts/mean_success_rate")]
    [InlineData("charts/reach-v3_success_rate")]
    [InlineData("charts/reach-wall-v3_episode_return")]
    public void Scores_of_evaluations_are_known(string tag) => Assert.True(MetricTag.Parse(tag, Tasks).IsOfEvaluation);
}
