using MtrlAkka.Chaos.Databases;
using MtrlAkka.Chaos.Network;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Processes;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Chaos.Trials;

/// <summary>All that faults can get at.</summary>
/// <param name="Shape">The nodes by name.</param>
/// <param name="Keeper">Their processes.</param>
/// <param name="Network">What lies between them.</param>
/// <param name="Folder">Switches for faults inside them.</param>
/// <param name="Database">Keeps the journals.</param>
/// <param name="UpAsync">Completes when the cluster counts on a node.</param>
public sealed record ChaosScene(
    ClusterShape Shape, NodeKeeper Keeper, RelayNetwork Network, FaultFolder Folder, IJournalDatabase Database, Func<string, Task> UpAsync);
