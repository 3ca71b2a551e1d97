using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cli;

/// <summary>A command line that cannot be understood, in one line.</summary>
internal static class CommandLineErrors
{
    /// <summary>The line to print, or null where the command line is fine.</summary>
    public static string? Describe(ParseResult parsed)
    {
        if (parsed.Action is not ParseErrorAction) return null;
        var command = parsed.CommandResult.Command;
        string help = $"see ./mtrl {PathOf(parsed.CommandResult)}--help";
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            if (token.StartsWith('-')) return $"{NearestNames.Unknown("option", token, OptionsOf(parsed.CommandResult))} ({help})";
            if (command.Subcommands.Count > 0) return $"{NearestNames.Unknown("command", token, [.. command.Subcommands.Select(static sub => sub.Name)])} ({help})";
            return $"unexpected '{token}' after {PathOf(parsed.CommandResult).TrimEnd()} ({help})";
        }

        return command.Subcommands.Count > 0
            ? $"name a command: {string.Join(", ", command.Subcommands.Select(static sub => sub.Name))} ({help})"
            : $"{parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.')} ({help})";
    }

    private static string[] OptionsOf(CommandResult result) => [.. result.Command.Options.Select(static option => option.Name)];

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)}{result.Command.Name} " : "";
}
