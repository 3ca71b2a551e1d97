using System.Globalization;
using MtrlAkka.Chaos.Network;
using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>Some messages between nodes come twice: once in their place, and once more, at once or late.</summary>
/// <param name="Percent">Share of the messages that come again, in percent.</param>
/// <param name="Milliseconds">How late the second one is at most.</param>
public sealed record RepeatMessages(int Percent, int Milliseconds) : Fault
{
    internal static FaultKind Of { get; } = new("repeat", "PERCENT MILLISECONDS", Parse)
    {
        Weight = static _ => 3,
        Draw = static (dice, _) => new RepeatMessages(1 + dice.Below(30), dice.Below(3) * 800),
        Shortest = 3,
        Longest = 20,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Percent.ToString(CultureInfo.InvariantCulture), Milliseconds.ToString(CultureInfo.InvariantCulture)];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        RepeatSwitch.Set(scene.Folder.Path, new Repetition(Percent, Milliseconds));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene)
    {
        RepeatSwitch.Set(scene.Folder.Path, null);
        return Task.CompletedTask;
    }

    private static RepeatMessages? Parse(string[] arguments) =>
        arguments is [var share, var late]
        && int.TryParse(share, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent <= 100
        && int.TryParse(late, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
            ? new RepeatMessages(percent, milliseconds)
            : null;
}
