using System.Reflection;
using Mono.Cecil;
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
        { "MtrlAkka.Cluster", ["MtrlAkka.Studies", "MtrlAkka.Load", "MtrlAkka.Dashboard", "MtrlAkka.Cli", "Spectre.Console", "System.CommandLine"] },
        { "MtrlAkka.Studies", ["MtrlAkka.Dashboard", "MtrlAkka.Cli", "MtrlAkka.Chaos", "MtrlAkka.Load", "Spectre.Console", "System.CommandLine"] },
        { "MtrlAkka.Load", ["MtrlAkka.Dashboard", "MtrlAkka.Cli", "Spectre.Console", "System.CommandLine", "NBomber", "BenchmarkDotNet"] },
        { "MtrlAkka.Dashboard", [Torch, "MtrlAkka.Cli", "MtrlAkka.Chaos", "Spectre.Console", "System.CommandLine"] },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_project_knows_only_what_lies_below_it(string project, string[] forbidden)
    {
        var result = Types.InAssembly(Assembly.Load(project)).ShouldNot().HaveDependencyOnAny(forbidden).GetResult();
        Assert.True(result.IsSuccessful, $"{project}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void What_computes_an_update_reads_no_tensor_back()
    {
        // A host that asks for a number waits until its device has done all that came before.
        string[] reads =
        [
            "item", "cpu", "data", "bytes", "nonzero", "is_nonzero", "equal", "allclose", "masked_select", "unique", "ToDouble", "ToSingle", "ToInt64", "ToBoolean", "op_Explicit",
        ];
        using var module = ModuleDefinition.ReadModule(Assembly.Load("MtrlAkka.Learning").Location);
        bool InUpdate(TypeDefinition type) => type.DeclaringType is { } outer ? InUpdate(outer)
            : type.Name.StartsWith("Torch", StringComparison.Ordinal) && type.Name.EndsWith("Kernels", StringComparison.Ordinal)
            || type.Name.EndsWith("Pass", StringComparison.Ordinal) || type.Name.EndsWith("Block", StringComparison.Ordinal) || type.Name.EndsWith("Head", StringComparison.Ordinal)
            || type.Name is "GraphMath" or "GraphLayers" or "GraphRun" or "InputLayer" or "MatrixProduct" or "BatchBuffers" or "TaskEmbedding" or "CriticEmbedding" or "AdamOptimizer"
                or "Activation" or "SpectralNorm" or "SpectralKernel" or "UpdatePasses"
            || type.BaseType?.Name == "GraphNetwork";
        var types = module.GetTypes().Where(InUpdate).ToList();
        Assert.True(types.Count > 30, $"only {types.Count} types were found");
        string[] found =
        [
            .. from type in types
               from method in type.Methods
               where method.HasBody
               from instruction in method.Body.Instructions
               let called = instruction.Operand as MethodReference
               where called is not null && called.DeclaringType.FullName.StartsWith(Torch, StringComparison.Ordinal)
                   && reads.Contains(called.Name.Replace("get_", "", StringComparison.Ordinal))
               select $"{type.Name}.{method.Name} calls {called.Name}",
        ];
        Assert.Empty(found);
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
