using System.Globalization;
using MtrlAkka.Cli.Diagnosis;

namespace MtrlAkka.Cli.Tests.Diagnosis;

public class DoctorTests
{
    [Fact]
    public void Each_part_has_one_aligned_line()
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        new DoctorReport(
        [
            new Finding(Health.Ok, "system", "Debian"),
            new Finding(Health.Warn, "MKL", "slow path", "install gcc"),
            new Finding(Health.Fail, "MuJoCo", "not found", "put it there"),
        ]).Write(output);
        Assert.Equal(
            """
            ok    system  Debian
            warn  MKL     slow path; install gcc
            fail  MuJoCo  not found; put it there
            1 of 3 fail: see above for what to do

            """,
            output.ToString());
    }

    [Fact]
    public void A_warning_alone_is_healthy()
    {
        Assert.True(new DoctorReport([new Finding(Health.Warn, "a", "b")]).Healthy);
        Assert.False(new DoctorReport([new Finding(Health.Ok, "a", "b"), new Finding(Health.Fail, "a", "b")]).Healthy);
    }

    [Fact]
    public void This_machine_is_examined_whole()
    {
        using var folder = new TemporaryFolder();
        var findings = Doctor.Examine(folder["runs"]).Findings;
        Assert.All(findings, finding => Assert.NotEmpty(finding.Text));
        Assert.Equal(findings.Count, findings.Select(finding => finding.Subject).Distinct().Count());
        Assert.Contains("GFLOP/s", Text(findings, "matmul"), StringComparison.Ordinal);
        Assert.StartsWith("SQLite 3.", Text(findings, "journal"), StringComparison.Ordinal);
        Assert.Contains(findings, finding => finding.Subject == "rendering");
        Assert.Contains(folder["runs"], Text(findings, "runs"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_library_that_is_not_there_is_named_with_what_to_do()
    {
        var finding = MuJoCoProbe.Library("/nowhere/libmujoco.so");
        Assert.Equal(Health.Fail, finding.Health);
        Assert.Contains("/nowhere/libmujoco.so", finding.Text, StringComparison.Ordinal);
        Assert.Contains("MTRL_MUJOCO", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_guard_all_works_and_the_doctor_warns()
    {
        var finding = MuJoCoProbe.Guard(null);
        bool there = File.Exists(Environment.GetEnvironmentVariable("MTRL_MUJOCO_GUARD"));
        Assert.Equal(there ? Health.Ok : Health.Warn, finding.Health);
        Assert.Equal(there, finding.Remedy is null);
        Assert.Equal(Health.Warn, MuJoCoProbe.Guard("/nowhere/libmujoco.so").Health);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_fails()
    {
        var finding = StoresProbe.Runs("/proc/runs");
        Assert.Equal(Health.Fail, finding.Health);
        Assert.Contains("--runs-dir", finding.Remedy, StringComparison.Ordinal);
    }

    private static string Text(IReadOnlyList<Finding> findings, string subject) => findings.Single(finding => finding.Subject == subject).Text;
}
