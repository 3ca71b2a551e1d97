namespace MtrlAkka.Cli.Diagnosis;

/// <summary>What the doctor found, as aligned lines.</summary>
/// <param name="Findings">The findings in the order in which they are shown.</param>
public sealed record DoctorReport(IReadOnlyList<Finding> Findings)
{
    /// <summary>Nothing needed is missing.</summary>
    public bool Healthy => Findings.All(finding => finding.Health != Health.Fail);

    /// <summary>Writes one line a finding, and a last one that sums up.</summary>
    public void Write(TextWriter output)
    {
        int width = Findings.Max(finding => finding.Subject.Length);
        foreach (var finding in Findings) WriteLine(output, finding, width);
        int failed = Findings.Count(finding => finding.Health == Health.Fail);
        output.WriteLine(failed == 0 ? "everything needed is there" : $"{failed} of {Findings.Count} fail: see above for what to do");
    }

    /// <summary>Writes one line: health, subject, what was found, what to do.</summary>
    internal static void WriteLine(TextWriter output, Finding finding, int subjectWidth)
    {
        string health = finding.Health switch
        {
            Health.Ok => "ok  ",
            Health.Warn => "warn",
            _ => "fail",
        };
        string remedy = finding.Remedy is null ? "" : $"; {finding.Remedy}";
        output.WriteLine($"{health}  {finding.Subject.PadRight(subjectWidth)}  {finding.Text}{remedy}");
    }
}
