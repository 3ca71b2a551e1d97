using System.CommandLine;
using MtrlAkka.Cli;
using MtrlAkka.Cli.Commands;

var root = new RootCommand("MtrlAkka trains and studies multi-task reinforcement learning on Meta-World.")
{
    TrainCommand.Create(),
    ResumeCommand.Create(),
    BenchCommand.Create(),
    DoctorCommand.Create(),
};

try
{
    // Errors reach the handler below, which makes one line of them.
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception error) when (UserErrors.Describe(error) is { } line)
{
    await Console.Error.WriteLineAsync($"mtrl: {line}");
    return UserErrors.ExitCode;
}
