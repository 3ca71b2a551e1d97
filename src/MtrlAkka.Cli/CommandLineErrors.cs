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
        var command = parsed.CommandResult.Command;
        bool mistaken = parsed.Action is ParseErrorAction;
        if (!mistaken && parsed.Action != command.Action) return null;
        string help = $"see ./mtrl {PathOf(parsed.CommandResult)}--help";

        // An option that is not known would else pass for an argument: a preset, a run.
        if (parsed.Tokens.FirstOrDefault(IsUnknownOption) is { } option)
            return $"{NearestNames.Unknown("option", option.Value, [.. command.Options.Select(static known => known.Name)])} ({help})";
        if (!mistaken) return null;
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            return command.Subcommands.Count > 0
                ? $"{NearestNames.Unknown("command", token, Names(command.Subcommands))} ({help})"
                : $"unexpected '{token}' after {PathOf(parsed.CommandResult).TrimEnd()} ({help})";
        }

        return command.Subcommands.Count > 0
            ? $"name a command: {string.Join(", ", Names(command.Subcommands))} ({help})"
            : $"{Plain(parsed.Errors[0].Message)} ({help})";
    }

    private static bool IsUnknownOption(Token token) =>
        token.Type == TokenType.Argument && token.Value.Length > 2 && token.Value.StartsWith("--", StringComparison.Ordinal);

    private static string[] Names(IEnumerable<Command> commands) => [.. commands.Select(static command => command.Name)];

    // The names of .NET's types are for nobody who types a command.
    private static string Plain(string message) =>
        message.ReplaceLineEndings(" ").Split(" as expected type", 2)[0].TrimEnd('.');

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)}{result.Command.Name} " : "";
}
