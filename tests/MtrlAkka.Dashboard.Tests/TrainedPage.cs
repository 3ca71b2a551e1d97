using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>A small training with its live page, in a process of its own, and a browser.</summary>
public sealed class TrainedPage : IAsyncLifetime, IDisposable
{
    /// <summary>The token of the page.</summary>
    public const string Token = "the-tests-token";

    private readonly TemporaryFolder _folder = new();
    private ProgramRun? _training;

    public Browser Browser { get; } = new();

    /// <summary>Where the page is.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The run's folder.</summary>
    public RunFolder Run => new(_folder["small"]);

    /// <summary>Its arguments: a run that is whole, quick in what it does, and never over.</summary>
    private IEnumerable<string> Arguments =>
    [
        "train", "quick", "--run", "small", "--runs-dir", _folder.Path, "--rounds", "10000000", "--dashboard", "--dashboard-port", "0", "--dashboard-token", Token,
        .. new[]
        {
            "environments.copies=1", "run.staleness=0", "environments.horizon=25", "environments.goals=5", "environments.threads=1", "replay.capacity=50", "metrics.interval=10",
            "learner.warm-start-rounds=30", "learner.batch-per-task=8", "learner.actor.width=16", "learner.critic.width=16", "learner.threads=1",
            "learner.plasticity.interval=20", "checkpoint.interval=1000000", "evaluation.interval=100", "evaluation.episodes=1",
        }.SelectMany(static setting => new[] { "--set", setting }),
    ];

    public async Task InitializeAsync()
    {
        if (Browser.Missing is not null) return;
        _training = new ProgramRun(Arguments);
        await Browser.InitializeAsync();
        Address = (await _training.LineAsync("dashboard on ")).Split("/runs/small")[0];
        await _training.LineAsync("evaluation after round 100");
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        if (_training is not null) await _training.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
