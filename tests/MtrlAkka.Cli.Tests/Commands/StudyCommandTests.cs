namespace MtrlAkka.Cli.Tests.Commands;

/// <summary>What the study commands say without training; <c>StudyKillTests</c> trains.</summary>
public sealed class StudyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unknown study 'parameter-scalin'; did you mean parameter-scaling?", "run", "parameter-scalin")]
    [InlineData("there is no file 'nowhere.conf'", "run", "nowhere.conf")]
    [InlineData("unknown scale 'desktop'; there are paper, laptop", "run", "interventions", "--scale", "desktop")]
    [InlineData("unknown key 'learner.gama'", "run", "interventions", "--set", "learner.gama=0.9")]
    [InlineData("'x' in --seeds 1,x is no seed", "run", "interventions", "--seeds", "1,x")]
    [InlineData("--parallel 0: it must be at least 1", "run", "interventions", "--parallel", "0")]
    [InlineData("there is no MuJoCo library at /nowhere.so", "run", "interventions", "--mujoco", "/nowhere.so")]
    [InlineData("no node of a cluster answers at 127.0.0.1:1", "run", "interventions", "--seed", "127.0.0.1:1")]
    [InlineData("there is no study 'nope': none is kept in", "resume", "nope")]
    [InlineData("there is no study 'nope': none is kept in", "status", "nope")]
    public async Task A_mistake_is_one_line_and_nothing_is_made(string expected, params string[] arguments)
    {
        string studies = _folder["studies"];
        Assert.Contains(expected, await MtrlProcess.RefusedAsync(["study", .. arguments, "--studies-dir", studies]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(studies));
    }

    [Fact]
    public async Task A_plan_lists_the_cells()
    {
        string plan = await MtrlProcess.OutputAsync("study", "run", "interventions", "--plan", "--seeds", "4,5");
        Assert.Matches(@"(?m)^crelu +crelu +3 +64 +64 +62,174 +20,000$", plan);
        Assert.Contains("10 cells with 2 seeds each (4, 5): 20 runs", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_study_the_studies_are_named() => Assert.Contains(
        "no study is kept in", await MtrlProcess.OutputAsync("study", "status", "--studies-dir", _folder["studies"]), StringComparison.Ordinal);
}
