using MtrlAkka.Chaos.Trials;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Chaos.Faults;

/// <summary>The disk of the blobs is full, or cannot be synced: every write fails.</summary>
/// <param name="Error">How.</param>
public sealed record RefusingDisk(BlobFault Error) : Fault
{
    private static readonly (string Name, BlobFault Error)[] Errors = [("full", BlobFault.DiskFull), ("unsynced", BlobFault.SyncFails)];

    internal static FaultKind Of { get; } = new(
        "disk", "full or unsynced", static arguments => arguments is [var name] && Errors.FirstOrDefault(error => error.Name == name) is { Name: not null } error ? new RefusingDisk(error.Error) : null)
    {
        Weight = static _ => 3,
        Draw = static (dice, _) => new RefusingDisk(dice.Of(Errors).Error),
        Shortest = 1,
        Longest = 15,
    };

    /// <inheritdoc/>
    public override FaultKind Kind => Of;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Arguments => [Errors.First(error => error.Error == Error).Name];

    /// <inheritdoc/>
    public override Task BeginAsync(ChaosScene scene)
    {
        scene.Folder.Disk = Error;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task EndAsync(ChaosScene scene)
    {
        scene.Folder.Disk = BlobFault.None;
        return Task.CompletedTask;
    }
}
