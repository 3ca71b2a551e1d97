using ScottPlot;

namespace MtrlAkka.Studies.Plots;

/// <summary>
/// The colours of plots. Series have those of Okabe and Ito (2008), which stay apart for all common kinds of colour blindness, and shapes
/// besides. In a page each has a variable of its style sheet, so that a dark page can have lighter ones.
/// </summary>
internal static class PlotColors
{
    /// <summary>Lines and letters.</summary>
    public const string Ink = "#1F2328";

    /// <summary>What others published.</summary>
    public const string Published = "#6E7781";

    private static readonly (string Light, string Dark)[] Series =
    [
        ("#0072B2", "#4BA6E0"), ("#D55E00", "#F0803C"), ("#009E73", "#2CC295"), ("#CC79A7", "#DE93BC"), ("#E69F00", "#F2B632"), ("#56B4E9", "#8CD0F5"), ("#7A5195", "#B18ACB"),
    ];

    // From little to much: the ends and the middle of cividis, which is even for the colour-blind too.
    private static readonly (byte Red, byte Green, byte Blue)[] Ramp = [(0, 34, 78), (53, 69, 108), (102, 105, 112), (148, 142, 119), (200, 184, 102), (254, 232, 56)];

    /// <summary>Number of different colours of series; then they come again with other lines.</summary>
    public static int Count => Series.Length;

    /// <summary>Colour of a series.</summary>
    public static Color Of(int series) => Color.FromHex(Series[series % Count].Light);

    /// <summary>A colour that nobody tells from another one, by which a line is known that is to be dashed.</summary>
    public static Color Dashed(Color color) => new(color.R, color.G, (byte)(color.B ^ 1), color.A);

    /// <summary>Whether a line is to be dashed.</summary>
    public static bool IsDashed(Color color) => DashedStrokes.Any(one => Color.FromHex(one.Drawn) == color);

    /// <summary>Colours of lines that are to be dashed, and those that they stand for.</summary>
    public static IEnumerable<(string Drawn, string Meant)> DashedStrokes =>
        Series.Select(static pair => pair.Light).Append(Published).Select(static meant => (Dashed(Color.FromHex(meant)).ToHex(), meant));

    /// <summary>Colour of a share in [0, 1].</summary>
    public static Color OfShare(double share)
    {
        double place = Math.Clamp(share, 0, 1) * (Ramp.Length - 1);
        int below = Math.Min((int)place, Ramp.Length - 2);
        double part = place - below;
        byte Mixed(byte low, byte high) => (byte)Math.Round(low + (part * (high - low)));
        var (low, high) = (Ramp[below], Ramp[below + 1]);
        return new Color(Mixed(low.Red, high.Red), Mixed(low.Green, high.Green), Mixed(low.Blue, high.Blue));
    }

    /// <summary>Colours that a page's style sheet sets: as plots have them, name of the variable, in the light and in the dark.</summary>
    public static IEnumerable<(string Drawn, string Variable, string Light, string Dark)> Variables =>
    [
        (Ink, "--ink", Ink, "#E6EDF3"),
        (Published, "--published", Published, "#9DA7B1"),
        .. Series.Select(static (pair, i) => (pair.Light, $"--series-{i}", pair.Light, pair.Dark)),
    ];
}
