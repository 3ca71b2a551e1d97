using MtrlAkka.Chaos.Trials;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Chaos.Faults;

/// <summary>The next process that comes to a moment of the run is gone there, as by SIGKILL.</summary>
/// <param name="Moment">The moment.</param>
public sealed record CrashAtMoment(CrashMoment Moment) : Fault
{
    private static readonly CrashMoment[] Moments = Enum.GetValues<CrashMoment>();

    internal static FaultKind Of { get; } = new(
        "crash",
        $"one of {string.Join(", ", Enum.GetNames<CrashMoment>())}",
        static arguments => arguments is [var name] && Enum.TryParse(name, out CrashMoment moment) ? new CrashAtMoment(moment) : null)
    {
        Weight = static _ => 8,
        Draw = static (dice, _) => new CrashAtMoment(dice.Of(Moments)),
        Shortest = 4,
        Longest = 8,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [$"{Moment}"];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        scene.Keeper.ExpectKill();
        scene.Folder.CrashAt(Moment);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene)
    {
        // The moment may not have come.
        if (scene.Folder.WithdrawCrash(Moment)) scene.Keeper.WithdrawKill();
        return Task.CompletedTask;
    }
}
