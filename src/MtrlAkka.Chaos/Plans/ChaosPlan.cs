using System.Globalization;
using MtrlAkka.Chaos.Faults;

namespace MtrlAkka.Chaos.Plans;

/// <summary>
/// What goes wrong, entry after entry. A drawn plan has no end, and each entry is a pure function of (seed, shape of the cluster,
/// number); a plan from a file is what it says.
/// </summary>
public sealed class ChaosPlan
{
    private const int OverlapOneIn = 5;
    private readonly Func<int, PlannedFault?> _entry;

    private ChaosPlan(ulong seed, Func<int, PlannedFault?> entry) => (Seed, _entry) = (seed, entry);

    /// <summary>Seed of all that is drawn, jitter and losses of the network included.</summary>
    public ulong Seed { get; }

    /// <summary>An entry, from 0; null behind the last one.</summary>
    public PlannedFault? this[int number] => _entry(number);

    /// <summary>A plan that is drawn.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="shape">The nodes that it may name.</param>
    /// <param name="pause">About how many seconds there are between recovery and the next fault.</param>
    public static ChaosPlan Drawn(ulong seed, ClusterShape shape, double pause = 2)
    {
        var kinds = FaultKind.All.Where(kind => kind.Weight(shape) > 0).SelectMany(kind => Enumerable.Repeat(kind, kind.Weight(shape))).ToArray();
        return new ChaosPlan(seed, number =>
        {
            var dice = new Dice(seed, number);
            var kind = dice.Of(kinds);
            bool overlaps = number > 0 && kind.MayOverlap && dice.Below(OverlapOneIn) == 0;
            return new PlannedFault(dice.Between(pause / 4, pause * 2), dice.Between(kind.Shortest, kind.Longest), overlaps, kind.Draw(dice, shape));
        });
    }

    /// <summary>A plan of given entries.</summary>
    public static ChaosPlan Of(ulong seed, IReadOnlyList<PlannedFault> entries) => new(seed, number => number < entries.Count ? entries[number] : null);

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no plan.</exception>
    public static ChaosPlan Parse(string text)
    {
        string[] lines = [.. text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#')];
        if (lines is not [var first, ..] || first.Split(' ') is not ["seed", var number] || !ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
            throw new InvalidDataException("a plan begins with a line 'seed NUMBER'");
        return Of(seed, [.. lines.Skip(1).Select(PlannedFault.Parse)]);
    }

    /// <summary>The first entries as text, a line for each.</summary>
    public string Text(int entries) => string.Join(
        '\n', Enumerable.Range(0, entries).Select(number => this[number]?.ToString()).OfType<string>().Prepend(string.Create(CultureInfo.InvariantCulture, $"seed {Seed}")));
}
