using System.Buffers;
using Akka.Configuration;

namespace MtrlAkka.Cluster.Configuration;

/// <summary>Reads HOCON that a person or another process wrote: what is wrong with it is one line that names the place.</summary>
public static class HoconText
{
    // What HOCON's specification forbids outside quotes; in a list also what stands between keys and values.
    private const string NeverUnquoted = "$`^?!@*&\\", NeverInList = "=:+";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create($" \"#{{}}[],{NeverUnquoted}{NeverInList}");

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <exception cref="SettingsException">It is not valid HOCON.</exception>
    public static Config Parse(string text, string source)
    {
        // Akka's parser never ends on some of what is no HOCON: an open bracket, a list with a ? in it.
        if (FirstFault(text) is { } fault) throw new SettingsException($"{source} is not valid HOCON: {fault}");
        try
        {
            return ConfigurationFactory.ParseString(text);
        }
        catch (Exception error)
        {
            string reason = string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            throw new SettingsException($"{source} is not valid HOCON: {reason}", error);
        }
    }

    /// <summary>A plain text as a value, in quotes where it needs them. Numbers stay as they were written, so that a hash does not depend on how they print.</summary>
    public static string Scalar(string text) => text.Length == 0 || text.AsSpan().ContainsAny(NeedQuotes) ? Quoted(text) : text;

    /// <summary>A text in quotes, whatever is in it.</summary>
    public static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The text that <see cref="Scalar"/> wrote.</summary>
    public static string Unquoted(string scalar) => scalar is ['"', .., '"']
        ? scalar[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
        : scalar;

    // The first bracket or quote that has no partner, or sign that needs quotes, in words; null where there is none.
    private static string? FirstFault(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        int line = 1;
        for (int at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\n':
                    line++;
                    break;
                case '#':
                case '/' when text.AsSpan(at).StartsWith("//"):
                    // Up to the end of the line, which is counted next.
                    at = IndexOrEnd(text, '\n', at) - 1;
                    break;
                case '"':
                    int end = text.AsSpan(at).StartsWith("\"\"\"") ? EndOfBlock(text, at) : EndOfQuoted(text, at);
                    if (end < 0) return $"the quote in line {line} is never closed";
                    line += text.AsSpan(at, end - at).Count('\n');
                    at = end - 1;
                    break;
                case '$' when text.AsSpan(at).StartsWith("${?"):
                    open.Push(('{', line));
                    at += 2;
                    break;
                case '$' when text.AsSpan(at).StartsWith("${"):
                    break;
                case '{' or '[':
                    open.Push((text[at], line));
                    break;
                case '}' or ']':
                    if (!open.TryPop(out var last)) return $"the '{text[at]}' in line {line} closes nothing";
                    if (last.Bracket != (text[at] == '}' ? '{' : '['))
                        return $"the '{text[at]}' in line {line} cannot close the '{last.Bracket}' in line {last.Line}";
                    break;
                case var sign when NeverUnquoted.Contains(sign, StringComparison.Ordinal):
                    return $"the '{sign}' in line {line} must stand in quotes";
                case var sign when NeverInList.Contains(sign, StringComparison.Ordinal) && open.TryPeek(out var list) && list.Bracket == '[':
                    return $"the '[' in line {list.Line} is not closed before the '{sign}' in line {line}, or that must stand in quotes";
            }
        }

        return open.TryPop(out var left) ? $"the '{left.Bracket}' in line {left.Line} is never closed" : null;
    }

    private static int IndexOrEnd(string text, char sought, int from) => text.IndexOf(sought, from) is var at and >= 0 ? at : text.Length;

    // Behind the closing quotes; further ones belong to the text.
    private static int EndOfBlock(string text, int at)
    {
        int end = text.IndexOf("\"\"\"", at + 3, StringComparison.Ordinal);
        if (end < 0) return -1;
        for (end += 3; end < text.Length && text[end] == '"'; end++)
        {
        }

        return end;
    }

    // Behind the closing quote, which stands in the same line; -1 where there is none.
    private static int EndOfQuoted(string text, int at)
    {
        for (at++; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '"') return at + 1;
            if (text[at] == '\\') at++;
        }

        return -1;
    }
}
