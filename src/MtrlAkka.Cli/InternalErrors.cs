using System.Globalization;

namespace MtrlAkka.Cli;

/// <summary>Errors of the program's own: one line for the terminal, the rest for a file.</summary>
internal static class InternalErrors
{
    /// <summary>Exit code of an internal error (EX_SOFTWARE of sysexits).</summary>
    public const int ExitCode = 70;

    /// <summary>Writes the details to a file of the temporary folder.</summary>
    /// <returns>The line to print.</returns>
    public static string Record(Exception error)
    {
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"mtrl-error-{Environment.ProcessId}.log"));
        string what = $"internal error: {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}";
        try
        {
            File.WriteAllText(path, $"{DateTimeOffset.UtcNow:O} {Environment.CommandLine}{Environment.NewLine}{error}{Environment.NewLine}");
            return $"{what}; details in {path}";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return what;
        }
    }
}
