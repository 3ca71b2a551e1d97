namespace MtrlAkka.Cli.Tests.Commands;

/// <summary>What the program says to a person who asks for what cannot be: one line, exit code 2, and nothing is made.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("unknown preset 'qick'; did you mean quick?", "train", "qick")]
    [InlineData("did you mean learner.actor.width, learner.critic.width", "train", "--set", "learner.widht=3")]
    [InlineData("mtrl.learner.gamma = 2: it must be in [0, 1]", "train", "--set", "learner.gamma=2")]
    [InlineData("sets nothing", "train", "--set", "learner={}")]
    [InlineData("--set learner={ is not valid HOCON: the '{' in line 1 is never closed", "train", "--set", "learner={")]
    [InlineData("unknown task 'recah'; did you mean reach?", "train", "--set", "environments.tasks=[recah]")]
    [InlineData("there is no MuJoCo library at /nowhere.so", "train", "--mujoco", "/nowhere.so")]
    [InlineData("--seeds 1,2,1 names a seed twice", "train", "--seeds", "1,2,1")]
    [InlineData("'x' in --seeds 1,x is no seed", "train", "--seeds", "1,x")]
    [InlineData("--seed and --seeds cannot both be given", "train", "--seed", "1", "--seeds", "1,2")]
    [InlineData("--http 70000: a port is 0 to 65535", "train", "--http", "70000")]
    [InlineData("--http 9464 is for one run: with several, --http 0 gives each a free port", "train", "--seeds", "1,2", "--http", "9464")]
    [InlineData("there is no run 'nope'", "resume", "nope")]
    [InlineData("there is no file of weights '/nowhere.safetensors'", "train", "--weights", "/nowhere.safetensors")]
    [InlineData("there is no file of weights '/nowhere.safetensors'", "evaluate", "--weights", "/nowhere.safetensors")]
    [InlineData("name a run, or a file with --weights", "evaluate")]
    [InlineData("--set goes with --weights", "evaluate", "quick", "--set", "run.seed=2")]
    public async Task Is_answered_in_a_line(string expected, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        string runs = folder["runs"];
        Assert.Contains(expected, await MtrlProcess.RefusedAsync([.. arguments, "--runs-dir", runs]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(runs));
    }

    [Fact]
    public async Task A_folder_without_libtorch_is_named_by_what_needs_it_and_by_the_doctor()
    {
        using var folder = new TemporaryFolder();
        const string Expected = "MTRL_LIBTORCH=/nowhere: there is no libtorch (libtorch_cpu.so) in it; name the lib folder of a PyTorch 2.10 installation";
        var train = await MtrlProcess.RunAsync(("MTRL_LIBTORCH", "/nowhere"), "train", "--runs-dir", folder["runs"]);
        Assert.Equal((2, $"mtrl: {Expected}", ""), (train.ExitCode, train.Errors.TrimEnd(), train.Output));
        var doctor = await MtrlProcess.RunAsync(("MTRL_LIBTORCH", "/nowhere"), "doctor", "--runs-dir", folder["runs"]);
        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains($"fail  libtorch   {Expected}\n", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("fail  devices    needs libtorch, see above\n", doctor.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await MtrlProcess.RunAsync(("MTRL_LIBTORCH", "/nowhere"), "runs", "--runs-dir", folder["runs"])).ExitCode);
    }

    [Fact]
    public async Task A_file_that_is_no_MuJoCo_is_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["libmujoco.so"], "no library");
        string line = await MtrlProcess.RefusedAsync("verify", "policies", "--mujoco", folder["libmujoco.so"]);
        Assert.Contains("cannot be loaded as MuJoCo", line, StringComparison.Ordinal);
    }
}
