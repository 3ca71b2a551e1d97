namespace MtrlAkka.Studies.Plots;

/// <summary>A picture of a report.</summary>
/// <param name="Key">Its name among the files.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Caption">What is drawn, and what must be known to read it.</param>
public abstract record Figure(string Key, string Title, string Caption);

/// <summary>Series over an axis.</summary>
/// <param name="Key">Its name among the files.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Caption">What is drawn, and what must be known to read it.</param>
/// <param name="X">The lower axis.</param>
/// <param name="Y">Title of the other.</param>
/// <param name="Series">The series, in the legend's order.</param>
public sealed record Chart(string Key, string Title, string Caption, ChartAxis X, string Y, IReadOnlyList<ChartSeries> Series) : Figure(Key, Title, Caption)
{
    /// <summary>Whether heights are shares, which have all of 0 to 1 as their axis.</summary>
    public bool OfShares { get; init; }

    /// <summary>A height that points are read against, drawn as a line; null: none.</summary>
    public double? Level { get; init; }
}

/// <summary>A field of shares, by rows and columns, each written out.</summary>
/// <param name="Key">Its name among the files.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Caption">What is drawn, and what must be known to read it.</param>
/// <param name="Rows">Names of the rows, from above.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Shares">Of each row, those of the columns, in [0, 1]; not a number where there is none.</param>
public sealed record ShareMap(string Key, string Title, string Caption, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<double[]> Shares)
    : Figure(Key, Title, Caption);
