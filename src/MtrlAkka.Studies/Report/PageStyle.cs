using System.Globalization;
using System.Text;
using MtrlAkka.Studies.Plots;

namespace MtrlAkka.Studies.Report;

/// <summary>How pages of reports look, those of studies and others.</summary>
public static class PageStyle
{
    /// <summary>The style sheet, with the colours of plots in light and dark and their font.</summary>
    public static string Text()
    {
        using var sheet = new StreamReader(typeof(PageStyle).Assembly.GetManifestResourceStream("MtrlAkka.Studies.Report.report.css")!);
        string Colors(Func<(string Drawn, string Variable, string Light, string Dark), string> color) => string.Concat(PlotColors.Variables.Select(one => $"{one.Variable}:{color(one)};"));
        string Only(string media, string colors) => $"@media {media} {{ :root {{ {colors} }} }}\n";
        return new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $":root {{ {Colors(static one => one.Light)} }}\n")
            .Append(sheet.ReadToEnd())
            .Append(Only("screen and (prefers-color-scheme: dark)", $"--page:#0d1117;--card:#161b22;--line:#30363d;--quiet:#9da7b1;--warn:#f0883e;{Colors(static one => one.Dark)}"))
            .Append(Only("print", "color-scheme:light;"))
            .Append(PlotFont.FontFace).Append('\n')
            .ToString();
    }
}
