namespace MtrlAkka.Cli.Tests.Commands;

/// <summary>Two runs that are equal but for when they make checkpoints, trained by the program itself.</summary>
public sealed class SmallRun : IAsyncLifetime, IDisposable
{
    private static readonly string[] Settings =
    [
        "environments.tasks=[reach, drawer-close]", "environments.horizon=25", "learner.warm-start-rounds=30", "learner.batch-per-task=4",
        "learner.actor.width=8", "learner.critic.width=8", "learner.threads=1", "evaluation.interval=50", "evaluation.episodes=1",
        "learner.plasticity.interval=20",
    ];

    private readonly TemporaryFolder _folder = new();

    /// <summary>Rounds of each run.</summary>
    public static int Rounds => 100;

    /// <summary>The folder of the runs.</summary>
    public string Directory => _folder["runs"];

    /// <summary>A file beside the runs.</summary>
    public string Beside(string name) => _folder[name];

    public async Task InitializeAsync()
    {
        await TrainAsync("one", 40);
        await TrainAsync("two", 70);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    private Task<string> TrainAsync(string name, int interval) => MtrlProcess.OutputAsync(
        ["train", "quick", "--runs-dir", Directory, "--run", name, "--rounds", $"{Rounds}", .. Settings.Append($"checkpoint.interval={interval}").SelectMany(static setting => new[] { "--set", setting })]);
}
