namespace MtrlAkka.Cli.Display;

/// <summary>A plain table: columns two spaces apart, numbers to the right. Reads well in a terminal, a file and a pipe.</summary>
/// <param name="headers">Titles of the columns; one that begins with <c>&gt;</c> has its cells to the right.</param>
internal sealed class TextTable(params string[] headers)
{
    private const char Right = '>';
    private readonly List<string[]> _rows = [[.. headers.Select(static header => header.TrimStart(Right))]];

    /// <summary>Adds a row, a cell for each column.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes it as a table of Markdown, and an empty line.</summary>
    public void WriteMarkdown(TextWriter output)
    {
        string[] lines = [.. headers.Select(static header => header.StartsWith(Right) ? "--:" : "---")];
        foreach (string[] row in (string[][])[_rows[0], lines, .. _rows.Skip(1)]) output.WriteLine($"| {string.Join(" | ", row)} |");
        output.WriteLine();
    }

    /// <summary>Writes the titles and all rows.</summary>
    public void Write(TextWriter output)
    {
        int[] widths = [.. headers.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            var cells = row.Select((cell, column) => headers[column].StartsWith(Right) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
