namespace MtrlAkka.Cli.Commands;

/// <summary>Lines beside a command's result: they go to standard error, so that the result can be piped.</summary>
internal static class CommandOutput
{
    /// <summary>Writes a warning.</summary>
    public static void Warn(string line) => Console.Error.WriteLine($"mtrl: warning: {line.ReplaceLineEndings(" ")}");
}
