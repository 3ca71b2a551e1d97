using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>The connections between two nodes are reset; they may make new ones at once.</summary>
/// <param name="One">The one.</param>
/// <param name="Other">The other.</param>
public sealed record BreakConnections(string One, string Other) : Fault
{
    internal static FaultKind Of { get; } = new("reset", "NODE NODE", static arguments => arguments is [var one, var other] ? new BreakConnections(one, other) : null)
    {
        Weight = static _ => 3,
        Draw = static (dice, shape) => dice.TwoOf(shape.Nodes) is var (one, other) ? new BreakConnections(one, other) : null!,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [One, Other];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        scene.Network.Break(One, Other);
        return Task.CompletedTask;
    }
}
