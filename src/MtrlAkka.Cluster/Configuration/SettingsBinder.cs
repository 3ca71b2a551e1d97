using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Configuration;

/// <summary>Turns texts into a checked <see cref="RunSettings"/>; every refusal names the key, its value and its range.</summary>
internal sealed class SettingsBinder(SettingsValues values)
{
    /// <summary>Binds and checks all settings.</summary>
    /// <exception cref="SettingsException">A value cannot be used.</exception>
    public RunSettings Bind()
    {
        values.OneOf("run.mode", "lockstep", "async");
        var free = new AsyncBinder(values).Bind();
        var environments = Environments();
        var settings = new RunSettings(
            Seed: (uint)values.Integer("run.seed", 0, uint.MaxValue),
            Rounds: values.Integer("run.rounds", 1, 1_000_000_000_000),
            Staleness: (int)values.Integer("run.staleness", 0, 1),
            Environments: environments,
            Replay: new ReplaySettings(
                (int)values.Integer("replay.capacity", 1, 100_000_000),
                (int)values.Integer("replay.shards", 1, 64)),
            Learner: new LearnerBinder(values).Bind(environments.Tasks.Count),
            Evaluation: new EvaluationSettings(
                values.Integer("evaluation.interval", 0, 1_000_000_000_000),
                (int)values.Integer("evaluation.episodes", 1, 100_000)),
            Checkpoint: new CheckpointSettings(
                values.Integer("checkpoint.interval", 1, 1_000_000_000_000),
                (int)values.Integer("checkpoint.keep-last", 1, 1000),
                values.Integer("checkpoint.keep-every", 0, 1_000_000_000_000)),
            MetricsInterval: values.Integer("metrics.interval", 1, 1_000_000_000))
        {
            Async = values.Text("run.mode") == "async" ? free : null,
        };
        if (settings.Replay.Shards > settings.Environments.Tasks.Count)
            throw values.Refused("replay.shards", $"there are only {settings.Environments.Tasks.Count} tasks to share out");
        AsyncBinder.Check(values, settings);
        return settings;
    }

    private EnvironmentsSettings Environments()
    {
        string[] listed = values.List("environments.tasks");
        string key = listed.Length > 0 ? "environments.tasks" : "environments.benchmark";
        Benchmark benchmark;
        try
        {
            benchmark = listed.Length > 0 ? Benchmarks.Of(listed) : Benchmarks.Parse(values.Text(key));
            foreach (string task in benchmark.Tasks) TaskCatalog.FullName(task);
        }
        catch (MetaWorldException error)
        {
            throw new SettingsException($"mtrl.{key}: {error.Message}", error);
        }

        string assets = values.Text("environments.assets");
        if (assets.Length > 0 && !Directory.Exists(assets)) throw values.Refused("environments.assets", "there is no such folder");
        values.OneOf("environments.reward", [.. RewardVersionNames.All]);
        return new EnvironmentsSettings(
            benchmark.Name,
            benchmark.Tasks,
            (int)values.Integer("environments.copies", 1, 64),
            values.Text("environments.goals") == "fresh" ? null : (int)values.Integer("environments.goals", 1, 10_000),
            values.Flag("environments.goal-observed"),
            (int)values.Integer("environments.horizon", 1, 100_000),
            RewardVersionNames.Parse(values.Text("environments.reward")),
            assets.Length == 0 ? null : Path.GetFullPath(assets),
            (int)values.Integer("environments.failures-allowed", 0, 1_000_000),
            values.Threads("environments.threads"),
            values.Text("environments.simulated-cost") == "off" ? null : TimeSpan.FromMilliseconds(values.Number("environments.simulated-cost", 0, 10_000)));
    }
}
