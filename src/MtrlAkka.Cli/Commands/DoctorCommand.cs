using System.CommandLine;
using MtrlAkka.Cli.Diagnosis;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>doctor</c>: says what was found on this machine.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Says what was found on this machine and what is missing.");
        command.SetAction(_ => Doctor.Run(Console.Out));
        return command;
    }
}
