using System.CommandLine;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>verify</c>: compares this project's environments with what Meta-World recorded.</summary>
internal static class VerifyCommand
{
    /// <summary>Exit code where something differs by more than it may.</summary>
    public const int Different = 1;

    public static Command Create() => new("verify", "Compares environments, goals and scripted policies with Meta-World's.")
    {
        VerifyEnvironmentsCommand.Create(),
        VerifyGoalsCommand.Create(),
        VerifyPoliciesCommand.Create(),
    };
}
