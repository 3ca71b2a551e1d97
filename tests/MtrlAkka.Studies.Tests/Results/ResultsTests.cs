using System.Globalization;
using System.Text;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;
using MtrlAkka.Studies.Results;

namespace MtrlAkka.Studies.Tests.Results;

/// <summary>Tables and score matrices of a study, and what becomes of those that are damaged.</summary>
public sealed class ResultsTests : IDisposable
{
    private const string Run = "width8-seed1", Failed = "width16-seed2";
    private readonly string _folder = Directory.CreateTempSubdirectory("mtrl-results-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Tables_have_every_figure_of_every_run_and_are_read_again()
    {
        var study = Make("study");
        var provenance = await ResultsCollector.CollectAsync(study);
        var results = await StudyResults.ReadAsync(study);
        Assert.Equal(provenance.ToText(), results.Provenance.ToText());
        var run = results.Runs[0];
        Assert.Equal(Run, run.Provenance.Name);
        var read = RunMeasures.Read(new(Path.Combine(study.Runs, Run)));
        Assert.Equal(read.Measures.Where(static one => StudyMeasures.All.Contains(one.Name)), run.Measures);
        Assert.Equal([5000 * 8, 10000 * 8], run.Provenance.Made!.EvaluationSteps);
        Assert.Equal(run.Series(StudyMeasures.DormantActor)[^1].Value * 3 / 8, run.Series(StudyMeasures.DormantCritic)[^1].Value, 9);
        Assert.Empty(run.Series(StudyMeasures.RankCritic));

        // The same rows as text.
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(study.Results, "measures.csv"));
        Assert.Equal("run,cell,seed,width,axis_task,task,network,layer,measure,step,value", lines[0]);
        Assert.Equal(1 + (3 * read.Measures.Count), lines.Length);
        var last = read.Measures[^1];
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{Run},width8,1,8,both,{last.Task},{last.Network},{last.Layer},{last.Name},{last.Step},{last.Value:R}"), lines);
        Assert.Contains(await File.ReadAllLinesAsync(Path.Combine(study.Results, "process.csv")), static line => line.Contains(",training_success_rate,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_run_stays_with_its_reason()
    {
        var study = Make("study");
        var provenance = await ResultsCollector.CollectAsync(study);
        var failed = Assert.Single(provenance.Runs, static run => run.State == StudyRunState.Failed);
        Assert.Equal((Failed, "the learner failed: its loss is not a number"), (failed.Name, failed.Problem));
        Assert.Equal(3, (await StudyResults.ReadAsync(study)).Runs.Count(static run => run.IsWhole));
    }

    [Fact]
    public async Task The_same_runs_give_the_same_bytes()
    {
        StudyFolder one = Make("one"), other = Make("other");
        // A run that went back to its last checkpoint has measured again, and said other things of its speed.
        MadeUpStudy.AddLine(other, Run, """{"step":80000,"time":1,"losses/qf_loss":0.1,"metrics/updates_per_second":17}""" + "\n");
        foreach (var study in new[] { one, other }) await ResultsCollector.CollectAsync(study);
        foreach (string name in new[] { "measures.parquet", "measures.csv", "scores-width8.npy", "curves-width8.npy" })
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(one.Results, name)), await File.ReadAllBytesAsync(Path.Combine(other.Results, name)));
    }

    [Fact]
    public async Task Score_matrices_are_numpys()
    {
        var study = Make("study");
        await ResultsCollector.CollectAsync(study);
        var (header, values) = Numpy(Path.Combine(study.Results, "scores-width8.npy"));
        Assert.Contains("'shape': (2, 2,)", header, StringComparison.Ordinal);
        var results = await StudyResults.ReadAsync(study);
        Assert.Equal(results.Runs.Take(2).SelectMany(static run => run.Success.Last), values);
        (header, values) = Numpy(Path.Combine(study.Results, "curves-width16.npy"));
        Assert.Contains("'shape': (1, 2, 2,)", header, StringComparison.Ordinal);
        var scores = results.Runs[2].Success.Scores;
        Assert.Equal([scores[0][0], scores[1][0], scores[0][1], scores[1][1]], values);
    }

    [Theory]
    [InlineData("measures.parquet")]
    [InlineData("measures.csv")]
    [InlineData("provenance.json")]
    public async Task A_half_written_file_is_named(string name)
    {
        var study = Make("study");
        await ResultsCollector.CollectAsync(study);
        string path = Path.Combine(study.Results, name);
        byte[] whole = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => StudyResults.ReadAsync(study));
        Assert.Contains($"{path} is half-written or damaged", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        File.Delete(path);
        Assert.Contains(path, (await Assert.ThrowsAsync<InvalidDataException>(() => StudyResults.ReadAsync(study))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_run_is_told_and_the_others_stand()
    {
        var study = Make("study");
        Directory.Delete(Path.Combine(study.Runs, Run), recursive: true);
        await ResultsCollector.CollectAsync(study);
        var results = await StudyResults.ReadAsync(study);
        var missing = Assert.Single(results.Runs, static run => run.IsUnreadable);
        Assert.Equal($"its folder {Path.Combine(study.Runs, Run)} is missing", missing.Provenance.Problem);
        Assert.Equal(2, results.Runs.Count(static run => run.IsWhole));
    }

    [Fact]
    public async Task A_line_that_a_kill_cut_short_is_left_out_and_one_in_the_middle_is_named()
    {
        var study = Make("study");
        MadeUpStudy.AddLine(study, Run, "{\"step\":80000,\"losses/qf");
        await ResultsCollector.CollectAsync(study);
        Assert.DoesNotContain((await StudyResults.ReadAsync(study)).Runs, static run => run.IsUnreadable);
        MadeUpStudy.AddLine(study, Run, "\n{\"step\":80000}\n");
        await ResultsCollector.CollectAsync(study);
        var damaged = Assert.Single((await StudyResults.ReadAsync(study)).Runs, static run => run.IsUnreadable);
        Assert.Contains("metrics.jsonl: line 8 is damaged", damaged.Provenance.Problem, StringComparison.Ordinal);
    }

    private StudyFolder Make(string name) => MadeUpStudy.Make(Path.Combine(_folder, name), Study(), Failed);

    private static StudyDefinition Study() => new(
        "small", "laptop", "A small study", "Does it help?", "", "./mtrl study run small.conf",
        [new StudyAxis("width", "Units of a hidden layer", ["8", "16"]), new StudyAxis("task", "Tasks", ["both"])], new StudyPlot("width", [], null, [StudyMeasures.Success]), [], [1, 2], 2,
        [.. new[] { "8", "16" }.Select(static width => new StudyCell(
            $"width{width}", [new StudyLabel("width", width), new StudyLabel("task", "both")], "quick",
            [$"learner.actor.width={width}", $"learner.critic.width={width}", "environments.tasks=[reach, drawer-close]", "run.rounds=10000", "evaluation.interval=5000"], "0"))]);

    private static (string Header, double[] Values) Numpy(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal("\u0093NUMPY\u0001\0", Encoding.Latin1.GetString(bytes, 0, 8));
        int end = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Equal(0, end % 64);
        return (Encoding.ASCII.GetString(bytes, 10, end - 10), [.. Enumerable.Range(0, (bytes.Length - end) / 8).Select(i => BitConverter.ToDouble(bytes, end + (8 * i)))]);
    }
}
