using System.Globalization;
using MtrlAkka.Studies.Results;
using ScottPlot;

namespace MtrlAkka.Studies.Plots;

/// <summary>A figure drawn, as a picture of dots and one of lines. Equal figures give equal pictures.</summary>
public sealed class FigureDrawing
{
    // Dots of a screen for each unit of length, so that a picture is sharp on good ones and in print.
    private const int Fineness = 2;
    private readonly Plot _plot;
    private readonly int _width, _height;

    private FigureDrawing(Figure figure, Plot plot, int width, int height) => (Figure, _plot, _width, _height) = (figure, plot, width, height);

    /// <summary>What is drawn.</summary>
    public Figure Figure { get; }

    /// <summary>Draws a figure.</summary>
    public static FigureDrawing Of(Figure figure)
    {
        PlotFont.Register();
        var plot = new Plot();
        plot.Font.Set(PlotFont.Name);
        var (width, height) = figure switch
        {
            Chart chart => ChartPainter.Paint(plot, chart),
            ShareMap map => ShareMapPainter.Paint(plot, map),
            _ => throw new ArgumentException($"a {figure.GetType().Name} cannot be drawn", nameof(figure)),
        };
        return new FigureDrawing(figure, plot, width, height);
    }

    /// <summary>The drawing for a page: its colours are variables of the page's style sheet, its font the page's, its width the page's choice.</summary>
    public string ToInlineSvg() => SvgText.ForPage(Svg(), Figure.Key, Figure.Title, _width, _height);

    /// <summary>Writes KEY.svg and KEY.png.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(string folder)
    {
        AtomicFile.Write(Path.Combine(folder, Figure.Key + ".svg"), SvgText.Alone(Svg()));
        Dash(true);
        _plot.ScaleFactor = Fineness;
        byte[] png = _plot.GetImageBytes(_width * Fineness, _height * Fineness, ImageFormat.Png);
        _plot.ScaleFactor = 1;
        Dash(false);
        AtomicFile.Write(Path.Combine(folder, Figure.Key + ".png"), png);
    }

    // The library leaves dashes out of drawings of lines, so they are added there.
    private string Svg() => SvgText.Dash(_plot.GetSvgXml(_width, _height));

    private void Dash(bool on)
    {
        foreach (var line in _plot.PlottableList.OfType<IHasLine>())
            line.LineStyle.Pattern = on && PlotColors.IsDashed(line.LineStyle.Color) ? LinePattern.DenselyDashed : LinePattern.Solid;
    }

    /// <summary>A number on an axis: 0.25, 20k, 1.5M.</summary>
    internal static string Number(double number) => Math.Abs(number) switch
    {
        >= 1e6 => (number / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e3 => (number / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        _ => number.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
