using System.Net;
using System.Text.RegularExpressions;

namespace MtrlAkka.Studies.Plots;

/// <summary>Makes the plotting library's drawings fit for a file of their own and for a page.</summary>
internal static partial class SvgText
{
    /// <summary>A drawing whose lines are dashed where their colours say so (<see cref="PlotColors.Dashed"/>).</summary>
    public static string Dash(string svg)
    {
        foreach (var (drawn, meant) in PlotColors.DashedStrokes)
            svg = svg.Replace($"stroke=\"{drawn}\"", $"stroke=\"{meant}\" stroke-dasharray=\"6 4\"", StringComparison.OrdinalIgnoreCase);
        return svg;
    }

    /// <summary>A drawing for a file of its own: it has its font with it.</summary>
    public static string Alone(string svg) => Opening().Replace(svg, opening => $"{opening.Value}<style>{PlotFont.FontFace}</style>", 1);

    /// <summary>A drawing for a page, see <see cref="FigureDrawing.ToInlineSvg"/>.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="key">Keeps its names apart from those of other drawings of the page.</param>
    /// <param name="title">What is read to those who do not see it.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    public static string ForPage(string svg, string key, string title, int width, int height)
    {
        string text = svg[Opening().Match(svg).Index..];
        text = Opening().Replace(
            text, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\" viewBox=\"0 0 {width} {height}\" style=\"max-width:{width}px\">", 1);
        text = Background().Replace(text, "", 1);
        text = text.Replace("id=\"cl_", $"id=\"{key}-", StringComparison.Ordinal).Replace("url(#cl_", $"url(#{key}-", StringComparison.Ordinal);
        foreach (var (drawn, variable, _, _) in PlotColors.Variables) text = text.Replace($"\"{drawn}\"", $"\"var({variable})\"", StringComparison.OrdinalIgnoreCase);
        return Indentation().Replace(text, "\n");
    }

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex Opening();

    // The library draws the page's white first.
    [GeneratedRegex("""<rect fill="white" width="\d+" height="\d+"/>""")]
    private static partial Regex Background();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Indentation();
}
