using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Cli.Tests.Commands;

/// <summary>A comparison of four runs, trained by the program itself.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_are_trained_once_and_make_a_table()
    {
        string table = _folder["table.md"];
        string[] arguments =
        [
            "compare", "quick", "--architectures", "mlp", "--variant", "slow:learner.actor-learning-rate=0.0001", "--seeds", "3,4", "--rounds", "60", "--runs-dir", _folder["runs"],
            "--markdown", table, .. new[]
            {
                "environments.tasks=[reach]", "environments.horizon=20", "learner.warm-start-rounds=20", "learner.batch-per-task=4", "learner.actor.width=8",
                "learner.critic.width=8", "evaluation.interval=0", "evaluation.episodes=1", "metrics.interval=20",
            }.SelectMany(static setting => new[] { "--set", setting }),
        ];
        string plan = await MtrlProcess.OutputAsync([.. arguments, "--plan"]);
        Assert.Equal(6, plan.Split('\n').Count(static line => line.EndsWith(" new", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(_folder["runs"]));

        string first = await MtrlProcess.OutputAsync(arguments);
        Assert.Contains("run 6 of 6: quick-slow-seed4", first, StringComparison.Ordinal);
        string markdown = await File.ReadAllTextAsync(table);
        Assert.Matches(@"(?m)^\| multi-head \| 2 \| 8 \| [0-9,]+ \| 0\.00 \| 0\.00 \| [0-9.]+ .*\| [0-9]+ \|$", markdown);
        Assert.Contains("| mlp | 2 |", markdown, StringComparison.Ordinal);
        Assert.Contains("Made by `./mtrl compare quick --architectures mlp ", markdown, StringComparison.Ordinal);
        var run = new RunFolder(Path.Join(_folder["runs"], "quick-mlp-seed3"));
        Assert.Equal(RunState.Finished, RunSummary.Of(run).State);
        Assert.Equal("mlp", RunConfiguration.Read(run.Configuration).Values["learner.critic.architecture"]);

        string second = await MtrlProcess.OutputAsync(arguments);
        Assert.DoesNotContain("run 1 of", second, StringComparison.Ordinal);
        Assert.EndsWith(second, first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_at_matched_parameters_keeps_its_widths()
    {
        string output = await MtrlProcess.OutputAsync(
            "train", "quick", "--match-parameters", "like:mlp,width=6", "--rounds", "10", "--set", "evaluation.interval=0", "--runs-dir", _folder["runs"], "--run", "one");
        var sac = RunConfiguration.Read(new RunFolder(Path.Join(_folder["runs"], "one")).Configuration).Settings.Learner.Sac;
        Assert.Contains($"width {sac.Actor.Width} of actor and critics: ", output, StringComparison.Ordinal);
        Assert.InRange(sac.Actor.Width, 3, 6);
    }

    [Theory]
    [InlineData("did you mean care?", "--architectures", "caer")]
    [InlineData("'x' in --seeds 1,x is no seed", "--seeds", "1,x")]
    [InlineData("names a seed twice", "--seeds", "1,1")]
    [InlineData("unknown key 'learner.gama'", "--variant", "a:learner.gama=0.9")]
    public async Task What_cannot_be_compared_is_refused_in_a_line(string hint, params string[] arguments)
    {
        Assert.Contains(hint, await MtrlProcess.RefusedAsync(["compare", "quick", "--runs-dir", _folder["runs"], .. arguments]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["runs"]));
    }
}
