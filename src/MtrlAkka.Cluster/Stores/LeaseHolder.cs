using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Stores;

/// <summary>Who wants to lead a run.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Folder">
/// The run's folder, by its path on this machine as it was started, where the holder has its lock for itself
/// (<see cref="RunLock.Take"/>): whoever has that next knows that the holder is gone. Null where it shares the lock.
/// </param>
public sealed record LeaseHolder(string Name, string? Folder)
{
    private const string Boot = "/proc/sys/kernel/random/boot_id";

    /// <summary>This process, which has the lock of the run's folder for itself.</summary>
    public static LeaseHolder Process(string folder) =>
        new($"process {Environment.ProcessId} on {Environment.MachineName}", $"{(File.Exists(Boot) ? File.ReadAllText(Boot).Trim() : Environment.MachineName)}:{Path.GetFullPath(folder)}");

    /// <summary>A node of a cluster.</summary>
    /// <param name="address">Its address.</param>
    public static LeaseHolder Node(string address) => new($"the cluster's node {address} (process {Environment.ProcessId} on {Environment.MachineName})", null);
}
