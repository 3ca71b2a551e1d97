using System.Globalization;
using MtrlAkka.Chaos.Network;
using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>What a node says and hears is late, and some of it is lost and sent again.</summary>
/// <param name="Node">Which one.</param>
/// <param name="Milliseconds">By how much all is late, and at most as much again.</param>
/// <param name="LossPercent">Share of the pieces that are lost once, in percent.</param>
public sealed record SlowNode(string Node, int Milliseconds, int LossPercent) : Fault
{
    internal static FaultKind Of { get; } = new("slow", "NODE MILLISECONDS LOSS-PERCENT", Parse)
    {
        Weight = static _ => 3,
        Draw = static (dice, shape) => new SlowNode(dice.Of(shape.Nodes), 5 + dice.Below(100), dice.Below(20)),
        Shortest = 3,
        Longest = 20,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments =>
        [Node, Milliseconds.ToString(CultureInfo.InvariantCulture), LossPercent.ToString(CultureInfo.InvariantCulture)];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        var delay = TimeSpan.FromMilliseconds(Milliseconds);
        return SetAsync(scene, LinkWeather.Fair with { Delay = delay, Jitter = delay, Loss = LossPercent / 100.0 });
    }

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

    private static SlowNode? Parse(string[] arguments) =>
        arguments is [var node, var delay, var loss]
        && int.TryParse(delay, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
        && int.TryParse(loss, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent < 100
            ? new SlowNode(node, milliseconds, percent)
            : null;
}
