using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MtrlAkka.Studies.Plots;

/// <summary>Draws fields of shares.</summary>
internal static class ShareMapPainter
{
    private const int CellWidth = 76, CellHeight = 24, LetterWidth = 7, Foot = 20;
    private const float LetterSize = 12;
    private const double Bright = 0.55;

    // Not the colour of lines and letters: what is written in a field stays as it is on a dark page.
    private static readonly Color Dark = Color.FromHex("#101418"), Light = Color.FromHex("#FCFCFD");

    /// <summary>Draws a map.</summary>
    /// <returns>Width and height that it wants.</returns>
    public static (int Width, int Height) Paint(Plot plot, ShareMap map)
    {
        for (int row = 0; row < map.Rows.Count; row++)
        {
            for (int column = 0; column < map.Columns.Count; column++)
            {
                double share = map.Shares[row][column];
                if (double.IsNaN(share)) continue;
                var field = plot.Add.Rectangle(column - 0.5, column + 0.5, row - 0.5, row + 0.5);
                (field.FillColor, field.LineWidth) = (PlotColors.OfShare(share), 0);
                var text = plot.Add.Text(share.ToString("0.00", CultureInfo.InvariantCulture), column, row);
                (text.LabelFontName, text.LabelFontSize, text.LabelAlignment) = (PlotFont.Name, LetterSize, Alignment.MiddleCenter);
                text.LabelFontColor = share > Bright ? Dark : Light;
            }
        }

        var ink = Color.FromHex(PlotColors.Ink);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.Color(ink);
        plot.Axes.Frame(false);
        plot.HideGrid();
        plot.HideLegend();
        plot.Axes.Left.TickGenerator = new NumericManual([.. map.Rows.Select(static (_, i) => (double)i)], [.. map.Rows]);
        plot.Axes.Top.TickGenerator = new NumericManual([.. map.Columns.Select(static (_, i) => (double)i)], [.. map.Columns]);
        plot.Axes.Bottom.TickGenerator = new EmptyTickGenerator();
        foreach (var axis in new IAxis[] { plot.Axes.Left, plot.Axes.Top })
        {
            (axis.TickLabelStyle.FontName, axis.TickLabelStyle.FontSize) = (PlotFont.Name, LetterSize);
            axis.MajorTickStyle.Length = 0;
        }

        plot.Axes.SetLimits(-0.5, map.Columns.Count - 0.5, map.Rows.Count - 0.5, -0.5);
        plot.Axes.SetLimitsX(-0.5, map.Columns.Count - 0.5, plot.Axes.Top);
        int longest = map.Columns.Max(static name => name.Length) * LetterWidth, left = 16 + (map.Rows.Max(static name => name.Length) * LetterWidth), head = 30, right = 10;
        if (longest > CellWidth - 4)
        {
            (plot.Axes.Top.TickLabelStyle.Rotation, plot.Axes.Top.TickLabelStyle.Alignment) = (-35, Alignment.MiddleLeft);
            (head, right) = (20 + (int)(longest * 0.6), 10 + (int)(longest * 0.8));
        }

        plot.Layout.Fixed(new PixelPadding(left, right, Foot, head));
        return (left + (map.Columns.Count * CellWidth) + right, head + (map.Rows.Count * CellHeight) + Foot);
    }
}
