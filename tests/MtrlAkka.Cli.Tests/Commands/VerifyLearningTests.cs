using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cli.Tests.Commands;

/// <summary><c>verify learning</c> on files that are small enough to know by heart.</summary>
public sealed class VerifyLearningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_are_found_in_folders_and_compared()
    {
        WriteCounts(actor: 190);
        WriteMeasures(dormant: 1);
        string output = await MtrlProcess.OutputAsync("verify", "learning", "--golden", _folder.Path);
        Assert.Matches(@"(?m)^counts +parameter counts: actors and critics +2 +0 +0 +- +- +passed$", output);
        Assert.Matches(@"(?m)^within/measures +measures: dormant_count +1 +0 +0 +0 +0 +passed$", output);
        Assert.EndsWith("2 of 2 files passed, 3 values; 0 failed, 0 not understood, 0 are not to be compared", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_differs_and_what_is_not_understood_is_an_exit_code()
    {
        WriteCounts(actor: 191);
        WriteMeasures(dormant: 2);
        File.WriteAllText(_folder["other.json"], """{"config": {"answer": 42}}""");
        File.WriteAllText(_folder["alone.json"], """{"tensors": []}""");
        File.WriteAllText(_folder["broken.safetensors"], "no tensors");
        File.WriteAllText(_folder["broken.json"], "{}");
        var ended = await MtrlProcess.RunAsync("verify", "learning", "--golden", _folder.Path);
        Assert.Equal(1, ended.ExitCode);
        Assert.Matches(@"(?m)^counts .* 1\.0e\+00 +0 +- +- +FAILED$", ended.Output);
        Assert.Matches(@"(?m)^within/measures .* FAILED$", ended.Output);
        Assert.Contains("other: NOT UNDERSTOOD: its description and tensors are of no kind that is known here", ended.Output, StringComparison.Ordinal);
        Assert.Contains("alone: NOT UNDERSTOOD: its tensors alone.safetensors are missing", ended.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^broken: NOT UNDERSTOOD: .*broken\.safetensors: .*safetensors header", ended.Output);
        Assert.EndsWith("0 of 5 files passed, 3 values; 2 failed, 3 not understood, 0 are not to be compared", ended.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_golden_files_is_refused()
    {
        Assert.Contains("there are no golden files", await MtrlProcess.RefusedAsync("verify", "learning", "--golden", _folder.Path), StringComparison.Ordinal);
        Assert.Contains("there is no folder", await MtrlProcess.RefusedAsync("verify", "learning", "--golden", _folder["absent"]), StringComparison.Ordinal);
    }

    // 41 inputs × 3 + 3, and two heads of 3 × 8 + 8; each critic 45 × 3 + 3 and two heads of 3 + 1.
    private void WriteCounts(int actor) => File.WriteAllText(
        _folder["counts.json"],
        $$"""{"sizes": {"small": {"config": {"class": "MultiHeadConfig", "width": 3, "depth": 1}, "MT2": {"actor": {{actor}}, "critic_twin": 292} } } }""");

    private void WriteMeasures(int dormant)
    {
        Directory.CreateDirectory(_folder["within"]);
        File.WriteAllText(_folder["within/measures.json"], "{}");
        using var stream = File.Create(_folder["within/measures.safetensors"]);
        new SafetensorsFile(
        [
            NamedTensor.Of<double>("threshold/dormant", [0.1], 1), NamedTensor.Of<double>("threshold/srank_delta", [0.01], 1),
            NamedTensor.Of<float>("activation/layer", [1, 0, 2, 2, 0, 1], 2, 3), NamedTensor.Of<int>("dormant_count/layer", [dormant], 1),
        ]).Write(stream);
    }
}
