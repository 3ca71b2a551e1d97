using MtrlAkka.Chaos.Network;
using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>A node is cut off from all others, both ways.</summary>
/// <param name="Node">Which one.</param>
public sealed record IsolateNode(string Node) : Fault
{
    internal static FaultKind Of { get; } = new("isolate", "NODE", static arguments => arguments is [var node] ? new IsolateNode(node) : null)
    {
        Weight = static _ => 3,
        Draw = static (dice, shape) => new IsolateNode(dice.Of(shape.Nodes)),
        Shortest = 1,
        Longest = 20,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Node];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene) => SetAsync(scene, LinkWeather.Severed);

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene) => SetAsync(scene, LinkWeather.Fair);

    private Task SetAsync(ChaosScene scene, LinkWeather weather)
    {
        foreach (string other in scene.Network.Nodes.Where(other => other != Node))
        {
            scene.Network.Between(Node, other).Weather = weather;
            scene.Network.Between(other, Node).Weather = weather;
        }

        return Task.CompletedTask;
    }
}
