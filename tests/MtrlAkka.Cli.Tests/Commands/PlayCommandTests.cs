using ImageMagick;
using MtrlAkka.Physics.Tests.Rendering;

namespace MtrlAkka.Cli.Tests.Commands;

/// <summary><c>play</c> in a process of its own.</summary>
public sealed class PlayCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RenderingFact]
    public async Task A_film_says_what_it_shows()
    {
        string path = _folder["reach.gif"];
        string output = await MtrlProcess.OutputAsync("play", "reach", "--out", path, "--size", "96x72", "--goal", "3");
        Assert.Contains("reach-v3, goal 3 of seed 42, scripted policy: success at step", output, StringComparison.Ordinal);
        Assert.Contains($"{path}: 96x72, ", output, StringComparison.Ordinal);
        using var film = new MagickImageCollection(path);
        Assert.Contains($"{film.Count} pictures", output, StringComparison.Ordinal);
        Assert.Equal((96u, 72u), (film[0].Width, film[0].Height));
    }

    [RenderingFact]
    public async Task Random_actions_of_a_seed_are_the_same_again()
    {
        foreach (string name in new[] { "a.png", "b.png" })
        {
            string output = await MtrlProcess.OutputAsync("play", "push-v3", "--policy", "random", "--seed", "7", "--steps", "20", "--out", _folder[name], "--size", "64x48");
            Assert.Contains("push-v3, goal 0 of seed 7, random actions: no success, 20 steps played", output, StringComparison.Ordinal);
        }

        Assert.Equal(await File.ReadAllBytesAsync(_folder["a.png"]), await File.ReadAllBytesAsync(_folder["b.png"]));
    }

    [Theory]
    [InlineData("name a task to play, or --all")]
    [InlineData("name a task to play, or --all", "reach", "--all")]
    [InlineData("--benchmark goes with --all", "reach", "--benchmark", "MT10")]
    [InlineData("--steps goes with one task", "--all", "--steps", "5")]
    [InlineData("must end in .gif, .mp4 or .png", "reach", "--out", "x.avi")]
    [InlineData("--size 3: it must be WIDTHxHEIGHT", "reach", "--size", "3")]
    [InlineData("--goal 50: there are 50 goals, 0 to 49", "reach", "--goal", "50")]
    [InlineData("unknown task 'recah'; did you mean reach?", "recah")]
    [InlineData("there is no run 'nope'", "reach", "--policy", "nope")]
    [InlineData("--round goes with a run", "reach", "--round", "3")]
    [InlineData("no camera named 'moon'; there are topview, corner", "reach", "--camera", "moon")]
    public async Task What_cannot_be_is_answered_in_a_line(string expected, params string[] arguments)
    {
        Assert.Contains(expected, await MtrlProcess.RefusedAsync(["play", .. arguments]), StringComparison.Ordinal);
    }
}
