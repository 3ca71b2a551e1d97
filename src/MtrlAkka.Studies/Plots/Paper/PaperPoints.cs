using System.Globalization;

namespace MtrlAkka.Studies.Plots.Paper;

/// <summary>The points of the paper that is studied, as <c>points.csv</c> has them.</summary>
public static class PaperPoints
{
    /// <summary>The paper.</summary>
    public const string Citation =
        "Reginald McLean, Evangelos Chatzaroulas, J. K. Terry, Isaac Woungang, Nariman Farsad, Pablo Samuel Castro: "
        + "Multi-Task Reinforcement Learning Enables Parameter Scaling, arXiv 2503.05126";

    private const int Columns = 6;

    /// <summary>All points, in the file's order.</summary>
    public static IReadOnlyList<PaperPoint> All { get; } = Read();

    /// <summary>The points of a figure.</summary>
    /// <exception cref="InvalidDataException">There is no such figure.</exception>
    public static IReadOnlyList<PaperPoint> Of(string figure)
    {
        PaperPoint[] points = [.. All.Where(point => point.Figure == figure)];
        return points.Length > 0
            ? points
            : throw new InvalidDataException($"the paper's points have no figure {figure}: there are {string.Join(", ", All.Select(static point => point.Figure).Distinct())}");
    }

    private static PaperPoint[] Read()
    {
        using var reader = new StreamReader(typeof(PaperPoints).Assembly.GetManifestResourceStream("MtrlAkka.Studies.Plots.Paper.points.csv")!);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.TrimEnd('\r').Split(','))
                .Where(static cells => cells.Length == Columns)
                .Select(static cells => new PaperPoint(cells[0], cells[1], cells[2], Number(cells[3]), Number(cells[4]), Number(cells[5]))),
        ];
    }

    // 370k, 34.0952M.
    private static double? Number(string text)
    {
        if (text.Length == 0) return null;
        double unit = text[^1] switch
        {
            'k' => 1e3,
            'M' => 1e6,
            _ => 1,
        };
        return unit * double.Parse(unit == 1 ? text : text[..^1], CultureInfo.InvariantCulture);
    }
}
