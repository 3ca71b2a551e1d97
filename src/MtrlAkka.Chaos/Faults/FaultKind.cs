using MtrlAkka.Chaos.Plans;

namespace MtrlAkka.Chaos.Faults;

/// <summary>A kind of fault: how it is called, drawn and read.</summary>
public sealed class FaultKind
{
    private readonly Func<string[], Fault?> _parse;

    /// <summary>A kind.</summary>
    /// <param name="name">One word.</param>
    /// <param name="usage">Its arguments, for people.</param>
    /// <param name="parse">Makes one from its arguments; null where they are none.</param>
    public FaultKind(string name, string usage, Func<string[], Fault?> parse) => (Name, Usage, _parse) = (name, usage, parse);

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        KillNode.Of, FreezeNode.Of, CrashAtMoment.Of, CutOneWay.Of, CutBothWays.Of, IsolateNode.Of, SlowNode.Of, BreakConnections.Of,
        RefusingDisk.Of, DatabaseAway.Of, PoisonEnvironment.Of, RepeatMessages.Of, JoinNode.Of, LeaveNode.Of, RollingRestart.Of,
    ];

    /// <summary>One word.</summary>
    public string Name { get; }

    /// <summary>Its arguments, for people.</summary>
    public string Usage { get; }

    /// <summary>How often it is drawn, relative to the others; 0 for never.</summary>
    public required Func<ClusterShape, int> Weight { get; init; }

    /// <summary>Draws one.</summary>
    public required Func<Dice, ClusterShape, Fault> Draw { get; init; }

    /// <summary>The shortest that one lasts, in seconds.</summary>
    public double Shortest { get; init; }

    /// <summary>The longest that one lasts, in seconds.</summary>
    public double Longest { get; init; }

    /// <summary>Whether one may begin while another lasts.</summary>
    public bool MayOverlap { get; init; } = true;

    /// <summary>A kind by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="line">Where it was read, for the message.</param>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static FaultKind Named(string name, string line) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new InvalidDataException($"'{name}' in '{line}' is no kind of fault: {string.Join(", ", All.Select(static kind => kind.Name))} are");

    /// <summary>Makes one from its arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="line">Where they were read, for the message.</param>
    /// <exception cref="InvalidDataException">They are of something else.</exception>
    public Fault Parse(string[] arguments, string line) => _parse(arguments)
        ?? throw new InvalidDataException($"'{line}' cannot be read: {Name} takes {(Usage.Length == 0 ? "no arguments" : Usage)}");
}
