using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>SIGTERM: a node gives back what it has and leaves, and comes back later.</summary>
/// <param name="Node">Which one.</param>
public sealed record LeaveNode(string Node) : Fault
{
    internal static FaultKind Of { get; } = new("leave", "NODE", static arguments => arguments is [var node] ? new LeaveNode(node) : null)
    {
        Weight = static _ => 3,
        Draw = static (dice, shape) => new LeaveNode(dice.Of(shape.Nodes)),
        Shortest = 0.5,
        Longest = 10,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Node];

    /// <inheritdoc/>
    public override async Task BeginAsync(ChaosScene scene)
    {
        scene.Keeper.Hold(Node);
        await scene.Keeper.LeaveAsync(Node).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene)
    {
        scene.Keeper.Release(Node);
        return Task.CompletedTask;
    }
}
