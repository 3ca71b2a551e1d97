using System.Text.Json;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Physics.Tests.Rendering;

namespace MtrlAkka.Cli.Tests.Commands;

/// <summary>The commands that look at runs, each in a process of its own.</summary>
public sealed class RunCommandsTests(SmallRun small) : IClassFixture<SmallRun>
{
    [Fact]
    public async Task Runs_are_listed()
    {
        using var json = JsonDocument.Parse(await MtrlProcess.OutputAsync("runs", "--json", "--runs-dir", small.Directory));
        var run = json.RootElement.EnumerateArray().First();
        Assert.Equal("one", run.GetProperty("name").GetString());
        Assert.Equal("finished", run.GetProperty("state").GetString());
        Assert.Equal(SmallRun.Rounds, run.GetProperty("round").GetInt64());
        Assert.InRange(run.GetProperty("meanSuccessRate").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task Equal_runs_have_equal_fingerprints()
    {
        string one = await MtrlProcess.OutputAsync("fingerprint", "one", "--runs-dir", small.Directory);
        string two = await MtrlProcess.OutputAsync("fingerprint", "two", "--runs-dir", small.Directory);
        Assert.Equal(one.Replace("run one", "run two", StringComparison.Ordinal), two);
    }

    [Fact]
    public void A_run_writes_its_plasticity_at_the_steps_of_the_measurements()
    {
        var lines = File.ReadLines(Path.Combine(small.Directory, "one", "metrics.jsonl")).Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static line => line.TryGetProperty("plasticity/update", out _)).ToList();
        // Two tasks of four environments, a warm start of 30 rounds, one update in each of the others.
        Assert.Equal([8 * 50, 8 * 70, 8 * 90], lines.Select(static line => line.GetProperty("step").GetInt64()));
        Assert.All(lines, static line =>
        {
            foreach (string network in new[] { "actor", "critic_0", "critic_1", "target_0", "target_1" })
                Assert.InRange(line.GetProperty($"plasticity/{network}/dormant").GetDouble(), 0, 100);
            Assert.InRange(line.GetProperty("plasticity/critic_0/srank/layer_2").GetDouble(), 1, 8);
        });
    }

    [Fact]
    public async Task Evaluate_gives_what_the_run_found_itself()
    {
        using var json = JsonDocument.Parse(await MtrlProcess.OutputAsync("evaluate", "one", "--json", "--runs-dir", small.Directory));
        var summary = RunSummary.Of(new RunFolder(Path.Combine(small.Directory, "one")));
        Assert.Equal(summary.MeanSuccessRate, json.RootElement.GetProperty("meanSuccessRate").GetDouble());
        Assert.Equal(2, json.RootElement.GetProperty("tasks").GetArrayLength());
    }

    [Fact]
    public async Task Exported_weights_have_their_shapes_and_their_origin()
    {
        string path = small.Beside("weights.safetensors");
        await MtrlProcess.OutputAsync("export", "one", path, "--runs-dir", small.Directory);
        var file = SafetensorsFile.Read(path);
        Assert.Equal([39 + 2, 8], file["actor/layer_0/kernel"].Shape);
        Assert.Equal([2, 2, 8, 1], file["target/head/kernel"].Shape);
        Assert.Equal([2], file["log_alpha"].Shape);
        Assert.DoesNotContain(file.Tensors, static tensor => tensor.Name.StartsWith("adam", StringComparison.Ordinal));
        Assert.Equal("100", file.Metadata["round"]);
        Assert.Equal("""["reach-v3","drawer-close-v3"]""", file.Metadata["tasks"]);
    }

    [Fact]
    public async Task Exported_weights_are_evaluated_and_trained_on_as_the_run_was()
    {
        string path = small.Beside("start.safetensors");
        await MtrlProcess.OutputAsync("export", "one", path, "--runs-dir", small.Directory);
        string expected = await MtrlProcess.OutputAsync("evaluate", "one", "--runs-dir", small.Directory);
        Assert.Equal(expected, await MtrlProcess.OutputAsync("evaluate", "--weights", path));
        string config = Path.Combine(small.Directory, "one", "config.conf");
        Assert.Equal(expected, await MtrlProcess.OutputAsync("evaluate", config, "--weights", path));
        Assert.Contains("'actor/layer_0/kernel' is [41, 8], and these settings need [49, 400]",
            await MtrlProcess.RefusedAsync("evaluate", "mt10", "--weights", path), StringComparison.Ordinal);

        string runs = small.Beside("further"), said = await MtrlProcess.OutputAsync("train", config, "--weights", path, "--runs-dir", runs, "--run", "five", "--rounds", "40");
        Assert.Contains($"starting from 37 arrays of {path}", said, StringComparison.Ordinal);
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path)));
        Assert.Contains($"mtrl.learner.weights = {hash}", await File.ReadAllTextAsync(Path.Combine(runs, "five", "config.conf")), StringComparison.Ordinal);
    }

    [RenderingFact]
    public async Task Play_shows_what_the_run_learned()
    {
        string path = small.Beside("played.png");
        string output = await MtrlProcess.OutputAsync("play", "drawer-close", "--policy", "one", "--runs-dir", small.Directory, "--out", path, "--size", "64x48");
        Assert.Contains("policy of one after 100 rounds", output, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
        string chosen = await MtrlProcess.OutputAsync("play", "drawer-close", "--policy", "one", "--round", "80", "--runs-dir", small.Directory, "--out", path, "--size", "64x48");
        Assert.Contains("policy of one after 80 rounds", chosen, StringComparison.Ordinal);
        string absent = await MtrlProcess.RefusedAsync("play", "drawer-close", "--policy", "one", "--round", "99", "--runs-dir", small.Directory);
        Assert.Contains("the run one keeps no checkpoint of round 99; it keeps ", absent, StringComparison.Ordinal);
        string refused = await MtrlProcess.RefusedAsync("play", "push", "--policy", "one", "--runs-dir", small.Directory);
        Assert.Contains("has not trained push-v3; it trained reach-v3, drawer-close-v3", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_named_and_the_one_before_is_taken()
    {
        string folder = Path.Combine(small.Directory, "three");
        CopyRun(Path.Combine(small.Directory, "one"), folder);
        var run = new RunFolder(folder);
        var last = RunJournal.Read(run).Committed[^1];
        string blob = Path.Combine(run.Blobs, last.Policy.Hash);
        File.WriteAllBytes(blob, [1, 2, 3]);
        var ended = await MtrlProcess.RunAsync("evaluate", "three", "--runs-dir", small.Directory);
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(blob, ended.Errors, StringComparison.Ordinal);
        Assert.Contains("after 80 rounds", ended.Output, StringComparison.Ordinal);
        Assert.Contains(blob, await MtrlProcess.RefusedAsync("fingerprint", folder), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_run_in_use_is_not_touched()
    {
        string folder = Path.Combine(small.Directory, "four");
        CopyRun(Path.Combine(small.Directory, "one"), folder);
        using (RunLock.Take(folder))
            Assert.Contains("in use by process", await MtrlProcess.RefusedAsync("resume", folder), StringComparison.Ordinal);
        Assert.Contains("is finished", await MtrlProcess.OutputAsync("resume", folder), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_configuration_of_another_version_is_refused()
    {
        string folder = small.Beside("other");
        CopyRun(Path.Combine(small.Directory, "one"), folder);
        var run = new RunFolder(folder);
        string text = await File.ReadAllTextAsync(run.Configuration);
        await File.WriteAllTextAsync(run.Configuration, text.Replace("config-version = 1", "config-version = 99", StringComparison.Ordinal));
        Assert.Contains("version 99", await MtrlProcess.RefusedAsync("resume", folder), StringComparison.Ordinal);
        Assert.Equal(RunState.Unreadable, RunSummary.Of(run).State);
    }

    private static void CopyRun(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}
