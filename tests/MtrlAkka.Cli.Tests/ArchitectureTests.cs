using System.Reflection;
using NetArchTest.Rules;

namespace MtrlAkka.Cli.Tests;

/// <summary>The one-way dependencies between the projects; whoever needs one more should first ask where the thing belongs.</summary>
public class ArchitectureTests
{
    private const string Actors = "Akka", Torch = "TorchSharp";

    /// <summary>Each project with what it must know nothing of.</summary>
    public static TheoryData<string, string[]> Forbidden => new()
    {
        { "MtrlAkka.Numerics", [Actors, Torch, "MtrlAkka.Physics", "MtrlAkka.MetaWorld", "MtrlAkka.Learning", "MtrlAkka.Replay", "MtrlAkka.Checkpoints", "MtrlAkka.Cluster", "MtrlAkka.Cli"] },
        { "MtrlAkka.Physics", [Actors, Torch, "MtrlAkka.MetaWorld", "MtrlAkka.Learning", "MtrlAkka.Replay", "MtrlAkka.Checkpoints", "MtrlAkka.Cluster", "MtrlAkka.Cli"] },
        { "MtrlAkka.MetaWorld", [Actors, Torch, "MtrlAkka.Learning", "MtrlAkka.Replay", "MtrlAkka.Checkpoints", "MtrlAkka.Cluster", "MtrlAkka.Cli"] },
        { "MtrlAkka.Learning", [Actors, "MtrlAkka.Physics", "MtrlAkka.MetaWorld", "MtrlAkka.Replay", "MtrlAkka.Checkpoints", "MtrlAkka.Cluster", "MtrlAkka.Cli"] },
        { "MtrlAkka.Replay", [Actors, Torch, "MtrlAkka.Physics", "MtrlAkka.MetaWorld", "MtrlAkka.Learning", "MtrlAkka.Cluster", "MtrlAkka.Cli"] },
        { "MtrlAkka.Checkpoints", [Actors, Torch, "MtrlAkka.Physics", "MtrlAkka.MetaWorld", "MtrlAkka.Learning", "MtrlAkka.Replay", "MtrlAkka.Cluster", "MtrlAkka.Cli"] },
        { "MtrlAkka.Cluster", ["MtrlAkka.Cli", "Spectre.Console", "System.CommandLine"] },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_project_knows_only_what_lies_below_it(string project, string[] forbidden)
    {
        var result = Types.InAssembly(Assembly.Load(project)).ShouldNot().HaveDependencyOnAny(forbidden).GetResult();
        Assert.True(result.IsSuccessful, $"{project}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void What_people_see_is_computed_without_actors()
    {
        var result = Types.InAssembly(Assembly.Load("MtrlAkka.Cluster"))
            .That().ResideInNamespace("MtrlAkka.Cluster.Metrics")
            .ShouldNot().HaveDependencyOnAny("Akka.Actor", "Akka.Persistence", "Akka.Cluster")
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }
}
