using System.CommandLine;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>load list|run|all|profile|capacity|faults|gate|simulate</c>: what the cluster bears, with real actors in processes of their own.</summary>
internal static class LoadCommand
{
    public static Command Create() => new("load", "Measures what the parts of a cluster bear, how fast they are, and what happens past that.")
    {
        LoadRunCommand.CreateList(),
        LoadRunCommand.CreateRun(),
        LoadRunCommand.CreateAll(),
        LoadProfileCommand.Create(),
        LoadCapacityCommand.Create(),
        LoadFaultsCommand.Create(),
        LoadGateCommand.Create(),
        LoadSimulateCommand.Create(),
        LoadPeerCommand.Create(),
    };
}
