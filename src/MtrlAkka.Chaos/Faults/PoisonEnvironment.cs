using System.Globalization;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Trials;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Chaos.Faults;

/// <summary>The next step of an environment throws, takes its process with it, or is given a NaN.</summary>
/// <param name="Environment">Index of the environment.</param>
/// <param name="Poison">What the step does. A NaN changes what a run computes, so in lockstep none is drawn.</param>
public sealed record PoisonEnvironment(int Environment, EnvironmentPoison Poison) : Fault
{
    internal static FaultKind Of { get; } = new("poison", $"ENVIRONMENT and one of {string.Join(", ", Enum.GetNames<EnvironmentPoison>())}", Parse)
    {
        Weight = static _ => 3,
        Draw = static (dice, shape) => new PoisonEnvironment(
            dice.Below(shape.Environments),
            dice.Of(shape.Mode == RunMode.Lockstep ? [EnvironmentPoison.Exception, EnvironmentPoison.Crash] : Enum.GetValues<EnvironmentPoison>())),
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Environment.ToString(CultureInfo.InvariantCulture), $"{Poison}"];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        if (Poison == EnvironmentPoison.Crash) scene.Keeper.ExpectAbort();
        scene.Folder.Poison(Environment, row: 0, Poison);
        return Task.CompletedTask;
    }

    private static PoisonEnvironment? Parse(string[] arguments) =>
        arguments is [var index, var name]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int environment)
        && Enum.TryParse(name, out EnvironmentPoison poison)
            ? new PoisonEnvironment(environment, poison)
            : null;
}
