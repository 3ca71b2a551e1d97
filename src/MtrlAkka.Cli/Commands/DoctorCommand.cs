using System.CommandLine;
using MtrlAkka.Cli.Diagnosis;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>doctor</c>: says what was found on this machine.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var runs = Options.RunsDirectory();
        var mujoco = Options.MuJoCo();
        var command = new Command("doctor", "Says what was found on this machine and what is missing.") { runs, mujoco };
        command.SetAction(parsed => Doctor.Run(Console.Out, parsed.GetValue(runs)!, parsed.GetValue(mujoco)));
        return command;
    }
}
