using MtrlAkka.Chaos.Network;
using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>Nothing of one node reaches another, and what that one says comes through.</summary>
/// <param name="From">Who is not heard.</param>
/// <param name="To">Who does not hear it.</param>
public sealed record CutOneWay(string From, string To) : Fault
{
    internal static FaultKind Of { get; } = new("deafen", "FROM TO", static arguments => arguments is [var from, var to] ? new CutOneWay(from, to) : null)
    {
        Weight = static _ => 3,
        Draw = static (dice, shape) => dice.TwoOf(shape.Nodes) is var (from, to) ? new CutOneWay(from, to) : null!,
        Shortest = 1,
        Longest = 15,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [From, To];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        scene.Network.Between(From, To).Weather = LinkWeather.Severed;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene)
    {
        scene.Network.Between(From, To).Weather = LinkWeather.Fair;
        return Task.CompletedTask;
    }
}
