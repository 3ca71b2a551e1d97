using System.CommandLine;
using MtrlAkka.Cli;
using MtrlAkka.Cli.Commands;

var root = new RootCommand("MtrlAkka trains and studies multi-task reinforcement learning on Meta-World.")
{
    TrainCommand.Create(),
    ResumeCommand.Create(),
    EvaluateCommand.Create(),
    RunsCommand.Create(),
    ExportCommand.Create(),
    FingerprintCommand.Create(),
    VerifyCommand.Create(),
    BenchCommand.Create(),
    DoctorCommand.Create(),
};

var parsed = root.Parse(args);
if (CommandLineErrors.Describe(parsed) is { } mistake)
{
    await Console.Error.WriteLineAsync($"mtrl: {mistake}");
    return UserErrors.ExitCode;
}

try
{
    // Errors reach the handlers below, which make one line of them.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception error) when (UserErrors.Describe(error) is { } line)
{
    await Console.Error.WriteLineAsync($"mtrl: {line}");
    return UserErrors.ExitCode;
}
catch (Exception error)
{
    await Console.Error.WriteLineAsync($"mtrl: {InternalErrors.Record(error)}");
    return InternalErrors.ExitCode;
}
