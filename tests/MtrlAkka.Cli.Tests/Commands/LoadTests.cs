using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Running;
using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Cli.Tests.Commands;

/// <summary>Scenarios in real processes, for as short as it goes.</summary>
public class LoadTests
{
    private static readonly RunPlan Tiny = new(
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(0.05));

    [Theory]
    [InlineData("inserts")]
    [InlineData("batches-mt10")]
    [InlineData("inference")]
    [InlineData("churn")]
    public async Task What_other_processes_answer_is_right_and_nothing_is_lost(string name)
    {
        string folder = Directory.CreateTempSubdirectory("mtrl-load-").FullName;
        string[] program = [Environment.ProcessPath is { } process && Path.GetFileNameWithoutExtension(process) == "dotnet" ? process : "dotnet", Path.Combine(AppContext.BaseDirectory, "mtrl.dll")];
        await using var scenario = ScenarioCatalog.Create(name, new LoadSetup(program, null, folder));
        var report = await new ScenarioRunner(Tiny).RunAsync(scenario, CancellationToken.None);
        Assert.True(report.Passed, string.Join("; ", report.Complaints));
        Assert.True(report.Busy.Units > 0);
        Assert.All(report.Ratios, static ratio => Assert.True(ratio.Value > 0 && double.IsFinite(ratio.Value), ratio.Name));
    }

    [Theory]
    [InlineData("run nothing", "nothing")]
    [InlineData("capacity inserts --p99 0", "--p99 0")]
    [InlineData("profile inserts 5/s", "5/s")]
    [InlineData("gate --baseline no-such-file.json", "no-such-file.json")]
    public async Task What_cannot_be_measured_is_refused_in_one_line(string arguments, string says) =>
        Assert.Contains(says, await MtrlProcess.RefusedAsync(["load", .. arguments.Split(' ')]), StringComparison.Ordinal);
}
