using ScottPlot;
using SkiaSharp;

namespace MtrlAkka.Studies.Plots;

/// <summary>The font of plots, which the program brings along: the same picture on machines with other fonts, or none.</summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>Its name.</summary>
    public const string Name = "Roboto";

    private static readonly byte[] File = Read();
    private static readonly SKTypeface Typeface = SKTypeface.FromData(SKData.CreateCopy(File));

    private PlotFont()
    {
    }

    /// <summary>The style sheet that has it in a page or picture.</summary>
    public static string FontFace { get; } = $"@font-face{{font-family:{Name};src:url(data:font/ttf;base64,{Convert.ToBase64String(File)}) format('truetype')}}";

    /// <summary>Makes it known to the plotting library; once is enough.</summary>
    public static void Register()
    {
        if (!Fonts.FontResolvers.OfType<PlotFont>().Any()) Fonts.FontResolvers.Insert(0, new PlotFont());
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Typeface : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Typeface : null;

    private static byte[] Read()
    {
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream("MtrlAkka.Studies.Plots.Font.Roboto.ttf")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
