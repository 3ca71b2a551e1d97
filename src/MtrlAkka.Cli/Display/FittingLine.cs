using Spectre.Console;

namespace MtrlAkka.Cli.Display;

/// <summary>A line of figures that stays one: where it does not fit it loses its end.</summary>
internal static class FittingLine
{
    /// <summary>Makes the line.</summary>
    /// <param name="width">Columns that it may have.</param>
    /// <param name="parts">Its parts, in order.</param>
    public static Paragraph Of(int width, params (string Text, Style Style)[] parts)
    {
        var line = new Paragraph();
        foreach (var (text, style) in parts)
        {
            string fitting = text.Length <= width ? text : text[..width];
            line.Append(fitting, style);
            width -= fitting.Length;
        }

        return line;
    }
}
