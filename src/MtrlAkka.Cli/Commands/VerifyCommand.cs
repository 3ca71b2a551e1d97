using System.CommandLine;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>verify</c>: compares what is computed here with what others recorded.</summary>
internal static class VerifyCommand
{
    /// <summary>Exit code where something differs by more than it may.</summary>
    public const int Different = 1;

    public static Command Create() => new("verify", "Compares environments, goals and policies with Meta-World's, learning with reference implementations, and statistics with rliable.")
    {
        VerifyEnvironmentsCommand.Create(),
        VerifyGoalsCommand.Create(),
        VerifyPoliciesCommand.Create(),
        VerifyLearningCommand.Create(),
        VerifyStatisticsCommand.Create(),
    };
}
