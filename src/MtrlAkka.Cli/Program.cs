using System.CommandLine;
using MtrlAkka.Cli;
using MtrlAkka.Cli.Commands;
using MtrlAkka.Learning;

var parsed = CommandTree.Create().Parse(args);
if (CommandLineErrors.Describe(parsed) is { } mistake)
{
    await Console.Error.WriteLineAsync($"mtrl: {mistake}");
    return UserErrors.ExitCode;
}

try
{
    if (Environment.GetEnvironmentVariable("MTRL_LIBTORCH") is { Length: > 0 } libtorch) TorchRuntime.UseLibraryFrom(libtorch);
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
