using System.CommandLine;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Cli.Loading;

/// <summary>The scenario that a command of <c>load</c> is about.</summary>
internal static class ScenarioArgument
{
    public static Argument<string> Create()
    {
        var scenario = new Argument<string>("scenario") { Description = "The scenario; load list has them." };
        scenario.AcceptOnlyFromAmong([.. ScenarioCatalog.Names]);
        return scenario;
    }
}
