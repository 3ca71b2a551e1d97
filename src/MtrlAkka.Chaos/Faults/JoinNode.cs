using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>A further node joins, and leaves again.</summary>
/// <param name="Node">Its name.</param>
public sealed record JoinNode(string Node) : Fault
{
    internal static FaultKind Of { get; } = new("join", "NODE", static arguments => arguments is [var node] ? new JoinNode(node) : null)
    {
        Weight = static shape => shape.Guests.Count > 0 ? 3 : 0,
        Draw = static (dice, shape) => new JoinNode(dice.Of(shape.Guests)),
        Shortest = 8,
        Longest = 20,
        MayOverlap = false,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Node];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        scene.Keeper.Release(Node);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task EndAsync(ChaosScene scene)
    {
        scene.Keeper.Hold(Node);
        await scene.Keeper.LeaveAsync(Node).ConfigureAwait(false);
    }
}
