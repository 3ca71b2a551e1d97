namespace MtrlAkka.Chaos.Network;

/// <summary>What a link does to what goes over it in one direction.</summary>
/// <param name="Cut">Nothing passes. As with lost packets nothing is told to either end, and what was sent comes when the cut is over.</param>
/// <param name="Delay">How much later everything comes.</param>
/// <param name="Jitter">Up to how much later still; the order stays.</param>
/// <param name="Loss">
/// Share of the pieces that are lost once, in [0, 1). TCP sends them again, so what its user sees is that everything behind
/// them comes a retransmission time-out later.
/// </param>
public sealed record LinkWeather(bool Cut, TimeSpan Delay, TimeSpan Jitter, double Loss)
{
    /// <summary>A link that does nothing.</summary>
    public static LinkWeather Fair { get; } = new(Cut: false, TimeSpan.Zero, TimeSpan.Zero, Loss: 0);

    /// <summary>A link that passes nothing.</summary>
    public static LinkWeather Severed { get; } = Fair with { Cut = true };
}
