using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>SIGKILL: a process is gone at once, and comes back later.</summary>
/// <param name="Node">Whose.</param>
public sealed record KillNode(string Node) : Fault
{
    internal static FaultKind Of { get; } = new("kill", "NODE", static arguments => arguments is [var node] ? new KillNode(node) : null)
    {
        Weight = static _ => 6,
        Draw = static (dice, shape) => new KillNode(dice.Of(shape.Nodes)),
        Shortest = 0.5,
        Longest = 12,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Node];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        scene.Keeper.Hold(Node);
        scene.Keeper.Kill(Node);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene)
    {
        scene.Keeper.Release(Node);
        return Task.CompletedTask;
    }
}
