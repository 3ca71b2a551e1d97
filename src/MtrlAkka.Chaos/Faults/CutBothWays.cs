using MtrlAkka.Chaos.Network;
using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>Two nodes do not reach each other; both reach all others.</summary>
/// <param name="One">The one.</param>
/// <param name="Other">The other.</param>
public sealed record CutBothWays(string One, string Other) : Fault
{
    internal static FaultKind Of { get; } = new("cut", "NODE NODE", static arguments => arguments is [var one, var other] ? new CutBothWays(one, other) : null)
    {
        Weight = static _ => 3,
        Draw = static (dice, shape) => dice.TwoOf(shape.Nodes) is var (one, other) ? new CutBothWays(one, other) : null!,
        Shortest = 1,
        Longest = 15,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [One, Other];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene) => SetAsync(scene, LinkWeather.Severed);

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene) => SetAsync(scene, LinkWeather.Fair);

    private Task SetAsync(ChaosScene scene, LinkWeather weather)
    {
        scene.Network.Between(One, Other).Weather = weather;
        scene.Network.Between(Other, One).Weather = weather;
        return Task.CompletedTask;
    }
}
