using MtrlAkka.Studies.Parameters;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Studies.Tests.Parameters;

public class ParameterTargetTests
{
    private static readonly NetworkSettings Network = new() { Width = 20, Depth = 1 };
    private static readonly SacSettings Settings = new() { Tasks = 2, Actor = Network, Critic = Network };

    // An actor has 41 inputs, a critic 45; two heads of 8 and of 1, or one.
    [Theory]
    [InlineData("1234", 1234)]
    [InlineData("1,234,567", 1_234_567)]
    [InlineData("like:multi-head", (41 * 20) + 20 + (2 * 21 * 8) + (2 * ((45 * 20) + 20 + (2 * 21))))]
    [InlineData("like:mlp", (41 * 20) + 20 + (21 * 8) + (2 * ((45 * 20) + 20 + 21)))]
    [InlineData("like:mlp,width=5", (41 * 5) + 5 + (6 * 8) + (2 * ((45 * 5) + 5 + 6)))]
    public void A_target_is_a_number_or_that_of_another_architecture(string text, long expected) =>
        Assert.Equal(expected, ParameterTarget.Parse(text).For(Settings));

    [Theory]
    [InlineData("many", "no number of parameters")]
    [InlineData("0", "no number of parameters")]
    [InlineData("-5", "no number of parameters")]
    [InlineData("like:mpl", "did you mean mlp?")]
    [InlineData("like:mlp,width=0", "cannot be read")]
    [InlineData("like:mlp,depth=3", "cannot be read")]
    public void Another_text_is_refused(string text, string hint) =>
        Assert.Contains(hint, Assert.Throws<SettingsException>(() => ParameterTarget.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_widths_stand_in_the_configuration()
    {
        string[] settings = ["learner.actor.architecture=paco", "learner.critic.architecture=paco"];
        var matched = MatchedConfiguration.Load("quick", settings, ParameterTarget.Parse("like:multi-head"));
        var networks = matched.Configuration.Settings.Learner.Sac;
        Assert.Equal(networks.Actor.Width, networks.Critic.Width);
        Assert.Equal($"{networks.Actor.Width}", matched.Configuration.Values["learner.actor.width"]);
        Assert.Equal($"{networks.Critic.Width}", matched.Configuration.Values["learner.critic.width"]);
        Assert.Equal(ParameterMatching.Width(networks, matched.Target), networks.Actor.Width);
        Assert.InRange(ParameterTarget.Total(networks) / (double)matched.Target, 0.95, 1.05);
        Assert.StartsWith($"width {networks.Actor.Width} of actor and critics: ", matched.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_reached_is_said()
    {
        string[] settings = ["learner.actor.architecture=soft-modules", "learner.critic.architecture=soft-modules"];
        Assert.Contains("no width comes nearer", MatchedConfiguration.Load("quick", settings, ParameterTarget.Parse("100000")).Line, StringComparison.Ordinal);
    }
}
