using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>SIGSTOP and later SIGCONT: a process stands still, its connections stay open, and then it goes on as if no time had passed.</summary>
/// <param name="Node">Whose.</param>
public sealed record FreezeNode(string Node) : Fault
{
    internal static FaultKind Of { get; } = new("freeze", "NODE", static arguments => arguments is [var node] ? new FreezeNode(node) : null)
    {
        Weight = static _ => 4,
        Draw = static (dice, shape) => new FreezeNode(dice.Of(shape.Nodes)),
        Shortest = 0.5,
        Longest = 15,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Node];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        scene.Keeper.Freeze(Node);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene)
    {
        scene.Keeper.Thaw(Node);
        return Task.CompletedTask;
    }
}
