using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Plots;
using MtrlAkka.Studies.Results;

namespace MtrlAkka.Studies.Report;

/// <summary>Writes a study's report from its tables: <c>index.html</c>, which has everything in it, and each plot as SVG and PNG.</summary>
public static class StudyReport
{
    /// <summary>Name of the page.</summary>
    public const string Page = "index.html";

    /// <summary>Writes the report.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="results">Its results.</param>
    /// <returns>Path of the page.</returns>
    /// <exception cref="IOException">The report cannot be written.</exception>
    public static string Write(StudyFolder folder, StudyResults results)
    {
        CellFigures[] cells = [.. results.Study.Cells.Select(cell => new CellFigures(results, cell))];
        var comparisons = new Comparisons(results.Study, cells);
        FigureDrawing[] drawings = [.. new StudyFigures(results.Study, cells, comparisons).All().Select(FigureDrawing.Of)];
        Directory.CreateDirectory(folder.Report);
        foreach (var drawing in drawings) drawing.Write(folder.Report);
        string page = Path.Combine(folder.Report, Page);
        AtomicFile.Write(page, ReportPage.Write(results, cells, new StudyFindings(results, cells, comparisons), drawings));
        return page;
    }
}
