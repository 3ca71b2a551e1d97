using MtrlAkka.Cli.Comparing;
using MtrlAkka.Studies.Parameters;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Cli.Tests.Comparing;

public class ComparisonPlanTests
{
    private static readonly SacSettings Quick = RunConfiguration.Load("quick", []).Settings.Learner.Sac;

    public static TheoryData<string> Architectures => [.. NetworkSettings.Architectures];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_architecture_comes_near_the_parameters_of_the_configuration(string architecture)
    {
        var runs = ComparisonPlan.Make("quick", [], [Variant.Base(Quick), Variant.OfArchitecture(architecture, Quick) with { Name = "other" }], [5, 9]);
        Assert.Equal(["quick-multi-head-seed5", "quick-other-seed5", "quick-multi-head-seed9", "quick-other-seed9"], runs.Select(static run => run.Name));
        Assert.Equal([5u, 5u, 9u, 9u], runs.Select(static run => run.Configuration.Settings.Seed));
        var other = runs[1].Configuration.Settings.Learner.Sac;
        Assert.Equal(architecture, other.Actor.Architecture);
        Assert.Equal(architecture, other.Critic.Architecture);
        Assert.InRange(ParameterTarget.Total(other) / (double)ParameterTarget.Total(Quick), 0.97, 1.03);
    }

    [Fact]
    public void Variants_have_their_settings_and_all_are_measured_near_their_end()
    {
        var decay = Variant.Parse("decay:learner.weight-decay=0.01,environments.tasks=[reach, push],learner.gamma=0.9");
        Assert.Equal(["learner.weight-decay=0.01", "environments.tasks=[reach, push]", "learner.gamma=0.9"], decay.Settings);
        var settings = ComparisonPlan.Make("quick", ["run.rounds=5000"], [Variant.Base(Quick), decay], [1]).Select(static run => run.Configuration.Settings).ToList();
        Assert.Equal((0, 0.01), (settings[0].Learner.Sac.WeightDecay, settings[1].Learner.Sac.WeightDecay));
        Assert.Equal(["reach-v3", "push-v3"], settings[1].Environments.Tasks);
        Assert.All(settings, static one => Assert.Equal(200, one.Learner.Plasticity.Interval));
        var own = ComparisonPlan.Make("quick", ["learner.plasticity.interval=77"], [Variant.Base(Quick)], [1])[0].Configuration.Settings;
        Assert.Equal((77, true), (own.Learner.Plasticity.Interval, own.Learner.Plasticity.SRank));
    }

    [Theory]
    [InlineData(":a=b")]
    [InlineData("a/b:c=d")]
    public void A_variant_without_a_name_is_refused(string text) => Assert.Throws<SettingsException>(() => Variant.Parse(text));

    [Fact]
    public void Two_variants_of_one_name_are_refused() => Assert.Contains(
        "two variants are called a", Assert.Throws<SettingsException>(() => ComparisonPlan.Make("quick", [], [Variant.Parse("a"), Variant.Parse("a:learner.gamma=0.9")], [1])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_run_of_other_settings_is_not_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        ComparedRun Plan(string gamma) => ComparisonPlan.Make("quick", [$"learner.gamma={gamma}"], [Variant.Base(Quick)], [1])[0];
        Plan("0.9").Folder(folder.Path, "quick");
        Plan("0.9").Folder(folder.Path, "quick");
        Assert.Contains(
            "has learner.gamma = 0.9, not 0.95", Assert.Throws<SettingsException>(() => Plan("0.95").Folder(folder.Path, "quick")).Message, StringComparison.Ordinal);
    }
}
