using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>The journal's database does not answer, or is gone, and comes back with what it had.</summary>
/// <param name="Gone">Whether its process is gone, where it has one; else it stands still.</param>
public sealed record DatabaseAway(bool Gone) : Fault
{
    private const string GoneWord = "gone", FrozenWord = "frozen";

    internal static FaultKind Of { get; } = new(
        "database", $"{GoneWord} or {FrozenWord}", static arguments => arguments is [GoneWord or FrozenWord] ? new DatabaseAway(arguments[0] == GoneWord) : null)
    {
        Weight = static _ => 3,
        Draw = static (dice, _) => new DatabaseAway(dice.Below(2) == 0),
        Shortest = 1,
        Longest = 15,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Gone ? GoneWord : FrozenWord];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene) => scene.Database.AwayAsync(Gone);

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene) => scene.Database.BackAsync();
}
