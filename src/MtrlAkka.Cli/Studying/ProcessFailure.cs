using System.Globalization;

namespace MtrlAkka.Cli.Studying;

/// <summary>Why the process of a run did not bring it to its end.</summary>
internal static class ProcessFailure
{
    private const string Mark = "mtrl: ";
    private const int Signal = 128;

    /// <summary>The reason in a line.</summary>
    /// <param name="run">Name of the run.</param>
    /// <param name="exitCode">The process's exit code; 128 and the signal's number where one ended it.</param>
    /// <param name="errors">What it wrote to standard error.</param>
    public static string Reason(string run, int exitCode, IReadOnlyList<string> errors)
    {
        // With several runs each line of the program begins with the run that it is of.
        string own = $"{Mark}{run}: ";
        if (errors.LastOrDefault(line => line.StartsWith(own, StringComparison.Ordinal)) is { } named) return named[own.Length..];
        if (exitCode <= Signal && errors.LastOrDefault(static line => line.StartsWith(Mark, StringComparison.Ordinal)) is { } said) return said[Mark.Length..];
        string end = exitCode > Signal
            ? string.Create(CultureInfo.InvariantCulture, $"signal {exitCode - Signal} ended its process")
            : string.Create(CultureInfo.InvariantCulture, $"its process ended with exit code {exitCode}");
        return errors.LastOrDefault(static line => line.Trim().Length > 0) is { } last ? $"{end}: {last.Trim()}" : end;
    }
}
