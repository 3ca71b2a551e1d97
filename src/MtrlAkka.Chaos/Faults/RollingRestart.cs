using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>All nodes are restarted, one after the other, as for a new version of the program.</summary>
public sealed record RollingRestart : Fault
{
    internal static FaultKind Of { get; } = new("roll", "", static arguments => arguments.Length == 0 ? new RollingRestart() : null)
    {
        Weight = static _ => 1,
        Draw = static (_, _) => new RollingRestart(),
        MayOverlap = false,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [];

    /// <inheritdoc/>
    public override async Task BeginAsync(ChaosScene scene)
    {
        foreach (string node in scene.Shape.Nodes)
        {
            scene.Keeper.Hold(node);
            await scene.Keeper.LeaveAsync(node).ConfigureAwait(false);
            scene.Keeper.Release(node);
            await scene.UpAsync(node).ConfigureAwait(false);
        }
    }
}
