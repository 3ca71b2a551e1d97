using System.Globalization;
using MtrlAkka.Chaos.Faults;

namespace MtrlAkka.Chaos.Plans;

/// <summary>One entry of a plan: what goes wrong, when, and for how long.</summary>
/// <param name="After">How long after the recovery from the entry before; where it overlaps, after the beginning of the entry before.</param>
/// <param name="Lasting">How long it lasts.</param>
/// <param name="Overlaps">Whether it begins while the entry before lasts.</param>
/// <param name="Fault">What goes wrong.</param>
public sealed record PlannedFault(TimeSpan After, TimeSpan Lasting, bool Overlaps, Fault Fault)
{
    private const string Then = "then", Also = "also", AfterWord = "after", For = "for";

    /// <summary>The entry as a line: <c>then after 1.5 for 4.0 kill worker-1</c>, times in seconds.</summary>
    public override string ToString() =>
        string.Join(' ', new[] { Overlaps ? Also : Then, AfterWord, Seconds(After), For, Seconds(Lasting), Fault.Kind.Name }.Concat(Fault.Arguments));

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">It is no entry of a plan.</exception>
    public static PlannedFault Parse(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [Then or Also, AfterWord, var after, For, var lasting, var kind, .. var arguments] words
            ? new PlannedFault(Time(after, line), Time(lasting, line), words[0] == Also, FaultKind.Named(kind, line).Parse(arguments, line))
            : throw new InvalidDataException($"'{line}' is no entry of a plan: they look like '{Then} {AfterWord} 1.5 {For} 4.0 kill worker-1'");

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static TimeSpan Time(string seconds, string line) =>
        double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? TimeSpan.FromSeconds(value)
            : throw new InvalidDataException($"'{seconds}' in '{line}' is no number of seconds");
}
