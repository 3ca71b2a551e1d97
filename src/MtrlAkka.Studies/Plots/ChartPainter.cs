using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MtrlAkka.Studies.Plots;

/// <summary>Draws charts.</summary>
internal static class ChartPainter
{
    private const int Width = 760, Height = 400, LetterWidth = 8, RotatedLetter = 3, FewBands = 4;
    private const float LabelSize = 13, LineWidth = 2, MarkSize = 8, BarWidth = 1.5f, CapSize = 4;
    private const double Margin = 0.03, Transparent = 0.18, MoreTransparent = 0.07;
    private static readonly MarkerShape[] Shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleDown, MarkerShape.Cross, MarkerShape.Eks,
    ];

    private static readonly MarkerShape[] Hollow =
    [
        MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp, MarkerShape.OpenDiamond, MarkerShape.OpenTriangleDown, MarkerShape.Cross, MarkerShape.Eks,
    ];

    /// <summary>Draws a chart.</summary>
    /// <returns>Width and height that it wants.</returns>
    public static (int Width, int Height) Paint(Plot plot, Chart chart)
    {
        if (chart.Level is { } level)
        {
            var line = plot.Add.HorizontalLine(level, 1, PlotColors.Dashed(Color.FromHex(PlotColors.Published)));
            line.ExcludeFromLegend = true;
        }

        // No band hides a line.
        foreach (var series in chart.Series) PaintBand(plot, chart, series);
        for (int i = 0; i < chart.Series.Count; i++) Paint(plot, chart, chart.Series[i], i);
        double most = chart.Series.SelectMany(static series => series.Points).Select(static point => point.Interval?.High ?? point.Y).Append(chart.Level ?? 0).DefaultIfEmpty(1).Max();
        double least = chart.Series.SelectMany(static series => series.Points).Select(static point => point.Interval?.Low ?? point.Y).Append(0).Min();
        if (chart.OfShares) plot.Axes.SetLimitsY(-Margin, 1 + Margin);
        else plot.Axes.SetLimitsY(least - (Margin * (most - least)), most > least ? most + (2 * Margin * (most - least)) : 1);
        SetX(plot, chart);
        Dress(plot, chart);
        return (Width, Height);
    }

    /// <summary>Frame, grid, letters and legend as all plots have them.</summary>
    public static void Dress(Plot plot, Chart chart)
    {
        var ink = Color.FromHex(PlotColors.Ink);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.Color(ink);
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = ink.WithAlpha(0.1);
        foreach (var (label, text) in new[] { (plot.Axes.Bottom.Label, chart.X.Title), (plot.Axes.Left.Label, chart.Y) })
            (label.Text, label.FontName, label.FontSize, label.Bold, label.ForeColor) = (text, PlotFont.Name, LabelSize, false, ink);
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            (axis.TickLabelStyle.FontName, axis.TickLabelStyle.FontSize) = (PlotFont.Name, LabelSize - 1);
            axis.MinorTickStyle.Length = axis == plot.Axes.Bottom && chart.X.Logarithmic ? 3 : 0;
        }

        if (chart.Series.All(static series => series.Name.Length == 0))
        {
            plot.HideLegend();
            return;
        }

        plot.Legend.FontName = PlotFont.Name;
        plot.Legend.FontSize = LabelSize - 1;
        plot.Legend.FontColor = ink;
        plot.Legend.BackgroundColor = plot.Legend.OutlineColor = plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Right);
    }

    private static double Place(Chart chart, ChartPoint point) => chart.X.Logarithmic ? Math.Log10(point.X) : point.X;

    private static void PaintBand(Plot plot, Chart chart, ChartSeries series)
    {
        if (series.Mark != ChartMark.Curve || series.Points.Count == 0 || series.Points.Any(static point => point.Interval is null)) return;
        var band = plot.Add.FillY(
            [.. series.Points.Select(point => Place(chart, point))],
            [.. series.Points.Select(static point => point.Interval!.Value.Low)],
            [.. series.Points.Select(static point => point.Interval!.Value.High)]);
        double shade = chart.Series.Count(static one => one.Mark == ChartMark.Curve) > FewBands ? MoreTransparent : Transparent;
        (band.FillColor, band.LineWidth, band.MarkerSize) = (PlotColors.Of(series.Color).WithAlpha(shade), 0, 0);
    }

    private static void Paint(Plot plot, Chart chart, ChartSeries series, int number)
    {
        // Points over the same name stand beside each other.
        double aside = chart.X.Categories is not null && series.Mark is ChartMark.Alone or ChartMark.Points ? Aside(chart, series) : 0;
        double[] x = [.. series.Points.Select(point => Place(chart, point) + aside)], y = [.. series.Points.Select(static point => point.Y)];
        if (x.Length == 0) return;
        var color = series.Mark == ChartMark.Published ? Color.FromHex(PlotColors.Published) : PlotColors.Of(series.Color);
        if (series.Mark is ChartMark.Points or ChartMark.Alone)
        {
            var known = series.Points.Index().Where(static one => one.Item.Interval is not null).ToArray();
            if (known.Length > 0)
            {
                var bars = new ErrorBar(
                    [.. known.Select(one => x[one.Index])], [.. known.Select(static one => one.Item.Y)], null, null,
                    yErrorsNegative: [.. known.Select(static one => one.Item.Y - one.Item.Interval!.Value.Low)],
                    yErrorsPositive: [.. known.Select(static one => one.Item.Interval!.Value.High - one.Item.Y)]);
                (bars.Color, bars.LineWidth, bars.CapSize) = (color, BarWidth, CapSize);
                plot.PlottableList.Add(bars);
            }
        }

        var line = plot.Add.Scatter(x, y, color);
        line.LegendText = series.Name;
        line.LineWidth = series.Mark == ChartMark.Alone ? 0 : series.Mark == ChartMark.Published ? 1 : LineWidth;
        if (series.Mark == ChartMark.Published || series.Color >= PlotColors.Count) line.LineColor = PlotColors.Dashed(color);
        line.ConnectStyle = series.Mark == ChartMark.Steps ? ConnectStyle.StepHorizontal : ConnectStyle.Straight;
        line.MarkerShape = series.Mark == ChartMark.Published ? Hollow[series.Color % Hollow.Length] : Shapes[number % Shapes.Length];
        line.MarkerSize = series.Mark is ChartMark.Steps ? 0 : series.Mark is ChartMark.Curve && x.Length > 12 ? 0 : series.Mark is ChartMark.Curve ? MarkSize - 2 : MarkSize;
        if (series.Mark == ChartMark.Published) line.MarkerLineWidth = BarWidth;
    }

    private static double Aside(Chart chart, ChartSeries series)
    {
        ChartSeries[] beside = [.. chart.Series.Where(static one => one.Mark is ChartMark.Alone or ChartMark.Points)];
        const double Spread = 0.36;
        return beside.Length < 2 ? 0 : Spread * (((double)Array.IndexOf(beside, series) / (beside.Length - 1)) - 0.5);
    }

    private static void SetX(Plot plot, Chart chart)
    {
        var points = chart.Series.SelectMany(static series => series.Points).ToArray();
        if (chart.X.Categories is { } names)
        {
            plot.Axes.Bottom.TickGenerator = new NumericManual([.. names.Select(static (_, i) => (double)i)], [.. names]);
            plot.Axes.SetLimitsX(-0.5, names.Count - 0.5);
            if (names.Sum(static name => (name.Length + 2) * LetterWidth) <= Width - 200) return;
            (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment) = (-30, Alignment.MiddleRight);
            plot.Axes.Bottom.MinimumSize = 24 + (names.Max(static name => name.Length) * RotatedLetter);
            return;
        }

        if (chart.X.Logarithmic)
        {
            plot.Axes.Bottom.TickGenerator = new NumericManual([.. Magnitudes(points)]);
            double low = Math.Log10(points.Min(static point => point.X)), high = Math.Log10(points.Max(static point => point.X)), margin = Math.Max(0.05, 0.04 * (high - low));
            plot.Axes.SetLimitsX(low - margin, high + margin);
            return;
        }

        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = FigureDrawing.Number };
        double first = points.Select(static point => point.X).DefaultIfEmpty(0).Min(), last = points.Select(static point => point.X).DefaultIfEmpty(1).Max();
        plot.Axes.SetLimitsX(first - (Margin * (last - first)), last > first ? last + (Margin * (last - first)) : first + 1);
    }

    // 1, 2 and 5 of each power of ten are named where there are few powers, else the powers alone; the others are small ticks.
    private static IEnumerable<Tick> Magnitudes(IReadOnlyList<ChartPoint> points)
    {
        int low = (int)Math.Floor(Math.Log10(points.Min(static point => point.X))), high = (int)Math.Ceiling(Math.Log10(points.Max(static point => point.X)));
        bool few = high - low <= 3;
        for (int power = low; power <= high; power++)
        {
            for (int digit = 1; digit < 10; digit++)
            {
                double number = digit * Math.Pow(10, power);
                bool named = digit == 1 || (few && digit is 2 or 5);
                yield return new Tick(Math.Log10(number), named ? FigureDrawing.Number(number) : "", named);
            }
        }
    }
}
