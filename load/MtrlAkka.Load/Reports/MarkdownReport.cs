using System.Globalization;
using System.Text;

namespace MtrlAkka.Load.Reports;

/// <summary>A report as Markdown.</summary>
public static class MarkdownReport
{
    /// <summary>The whole report.</summary>
    public static string Of(LoadReport report)
    {
        var text = new StringBuilder();
        Line(text, $"# Load\n\n{ReportLines.Machine(report.Machine)}; all of it took {report.Seconds:0} s.\n");
        if (report.Floors is { } floors)
        {
            Line(text, $"| floor of this machine | |\n|---|---|");
            foreach (var (name, figure) in ReportLines.Of(floors)) Line(text, $"| {name} | {figure} |");
            Line(text, $"");
        }

        foreach (var scenario in report.Scenarios)
        {
            Line(text, $"## {scenario.Name}\n\nOne request: {scenario.Description}. {(scenario.Passed ? "Passed." : "**Failed.**")}\n\n| | |\n|---|---|");
            foreach (var (name, figure) in ReportLines.Of(scenario)) Line(text, $"| {name} | {figure} |");
            Line(text, $"");
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
