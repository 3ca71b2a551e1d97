using System.CommandLine;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>load</c>: what a cluster bears.</summary>
internal static class LoadCommand
{
    public static Command Create() => new("load", "What a cluster bears.")
    {
        LoadSimulateCommand.Create(),
    };
}
