using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cli.Tests.Commands;

/// <summary><c>verify statistics</c> on files that are small enough to know by heart.</summary>
public sealed class VerifyStatisticsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_agrees_passes()
    {
        string output = await MtrlProcess.OutputAsync("verify", "statistics", "--golden", Write(mean: 0.75));
        Assert.EndsWith("2 of 2 figures passed, 2 values", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_differs_is_an_exit_code()
    {
        var ended = await MtrlProcess.RunAsync("verify", "statistics", "--golden", Write(mean: 0.75 + 2e-9));
        Assert.Equal(1, ended.ExitCode);
        Assert.EndsWith("1 of 2 figures passed, 2 values", ended.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_none_is_named()
    {
        string cut = Write(mean: 0.75);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..40]);
        Assert.Contains(cut, await MtrlProcess.RefusedAsync("verify", "statistics", "--golden", cut), StringComparison.Ordinal);
        Assert.Contains("there is no file", await MtrlProcess.RefusedAsync("verify", "statistics", "--golden", _folder["absent"]), StringComparison.Ordinal);
    }

    // Two runs of two tasks: three successes of four.
    private string Write(double mean)
    {
        string path = _folder["golden.safetensors"];
        using var stream = File.Create(path);
        new SafetensorsFile(
        [
            NamedTensor.Of<double>("x/scores", [0, 1, 1, 1], 2, 2), NamedTensor.Of<double>("x/mean", [mean], 1), NamedTensor.Of<double>("x/median", [0.75], 1),
        ]).Write(stream);
        return path;
    }
}
