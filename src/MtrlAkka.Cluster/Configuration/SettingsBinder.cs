using System.Globalization;
using MtrlAkka.Learning;
using MtrlAkka.Learning.Plasticity;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Configuration;

/// <summary>Turns texts into a checked <see cref="RunSettings"/>; every refusal names the key, its value and its range.</summary>
internal sealed class SettingsBinder(IReadOnlyDictionary<string, string> values)
{
    /// <summary>Binds and checks all settings.</summary>
    /// <exception cref="SettingsException">A value cannot be used.</exception>
    public RunSettings Bind()
    {
        OneOf("run.mode", "lockstep");
        var settings = new RunSettings(
            Seed: (uint)Integer("run.seed", 0, uint.MaxValue),
            Rounds: Integer("run.rounds", 1, 1_000_000_000_000),
            Staleness: (int)Integer("run.staleness", 0, 1),
            Environments: Environments(),
            Replay: new ReplaySettings(
                (int)Integer("replay.capacity", 1, 100_000_000),
                (int)Integer("replay.shards", 1, 64)),
            Learner: Learner(),
            Evaluation: new EvaluationSettings(
                Integer("evaluation.interval", 0, 1_000_000_000_000),
                (int)Integer("evaluation.episodes", 1, 100_000)),
            Checkpoint: new CheckpointSettings(
                Integer("checkpoint.interval", 1, 1_000_000_000_000),
                (int)Integer("checkpoint.keep-last", 1, 1000),
                Integer("checkpoint.keep-every", 0, 1_000_000_000_000)),
            MetricsInterval: Integer("metrics.interval", 1, 1_000_000_000));
        if (settings.Replay.Shards > settings.Environments.Tasks.Count)
            throw Refused("replay.shards", $"there are only {settings.Environments.Tasks.Count} tasks to share out");
        if (settings.Learner.WarmStartRounds < 1)
            throw Refused("learner.warm-start-rounds", "at least one round must fill the replay before the first update");
        if (settings.Learner.LogStdMin >= settings.Learner.LogStdMax)
            throw Refused("learner.log-std-min", "it must lie below learner.log-std-max");
        return settings;
    }

    private EnvironmentsSettings Environments()
    {
        string[] listed = List("environments.tasks");
        string key = listed.Length > 0 ? "environments.tasks" : "environments.benchmark";
        Benchmark benchmark;
        try
        {
            benchmark = listed.Length > 0 ? Benchmarks.Of(listed) : Benchmarks.Parse(Text(key));
            foreach (string task in benchmark.Tasks) TaskCatalog.FullName(task);
        }
        catch (MetaWorldException error)
        {
            throw new SettingsException($"mtrl.{key}: {error.Message}", error);
        }

        string assets = Text("environments.assets");
        if (assets.Length > 0 && !Directory.Exists(assets)) throw Refused("environments.assets", "there is no such folder");
        OneOf("environments.reward", [.. RewardVersionNames.All]);
        return new EnvironmentsSettings(
            benchmark.Name,
            benchmark.Tasks,
            (int)Integer("environments.copies", 1, 64),
            Text("environments.goals") == "fresh" ? null : (int)Integer("environments.goals", 1, 10_000),
            Flag("environments.goal-observed"),
            (int)Integer("environments.horizon", 1, 100_000),
            RewardVersionNames.Parse(Text("environments.reward")),
            assets.Length == 0 ? null : Path.GetFullPath(assets),
            (int)Integer("environments.failures-allowed", 0, 1_000_000),
            Threads("environments.threads"));
    }

    private LearnerSettings Learner()
    {
        string device = Text("learner.device");
        if (device is not ("cpu" or "cuda") && !(device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), out _)))
            throw Refused("learner.device", "it is cpu, cuda or cuda:N");
        return new LearnerSettings(
            device,
            Threads("learner.threads"),
            Integer("learner.warm-start-rounds", 0, 1_000_000_000),
            (int)Integer("learner.updates-per-round", 1, 64),
            (int)Integer("learner.batch-per-task", 1, 65536),
            Number("learner.gamma", 0, 1),
            Number("learner.tau", 0, 1),
            Number("learner.target-entropy", -1e6, 1e6),
            Flag("learner.task-weights"),
            Positive("learner.initial-temperature"),
            Positive("learner.actor-learning-rate"),
            Positive("learner.critic-learning-rate"),
            Positive("learner.temperature-learning-rate"),
            Number("learner.temperature-beta1", 0, 0.9999),
            Positive("learner.adam-epsilon"),
            Number("learner.gradient-clip", 0, 1e30),
            Number("learner.weight-decay", 0, 1),
            (int)Integer("learner.critics", 1, 16),
            Categorical(),
            Number("learner.log-std-min", -100, 100),
            Number("learner.log-std-max", -100, 100),
            Positive("learner.reward-scale"),
            Torso("learner.actor"),
            Torso("learner.critic"),
            Plasticity());
    }

    private CategoricalSupport? Categorical()
    {
        OneOf("learner.critic-loss", "squared", "categorical");
        var support = new CategoricalSupport(
            (int)Integer("learner.categorical.bins", 2, CategoricalSupport.MostBins), Positive("learner.categorical.limit"));
        return Text("learner.critic-loss") == "categorical" ? support : null;
    }

    private PlasticitySettings Plasticity()
    {
        var settings = new PlasticitySettings
        {
            Interval = Integer("learner.plasticity.interval", 0, 1_000_000_000_000),
            DormantThreshold = Number("learner.plasticity.dormant-threshold", 0, 1),
            DormantStreak = (int)Integer("learner.plasticity.dormant-streak", 1, 1_000_000),
            SRank = Flag("learner.plasticity.srank"),
            ProbeInterval = Integer("learner.plasticity.probe-interval", 0, 1_000_000_000_000),
            ProbeSteps = (int)Integer("learner.plasticity.probe-steps", 1, 1_000_000),
        };
        if (settings.ProbeInterval > 0 && (settings.Interval == 0 || settings.ProbeInterval % settings.Interval != 0))
            throw Refused("learner.plasticity.probe-interval", "a probe belongs to a measurement: it must be a multiple of learner.plasticity.interval");
        return settings;
    }

    private TorsoSettings Torso(string section)
    {
        OneOf($"{section}.architecture", [.. NetworkSettings.Architectures]);
        return new TorsoSettings(
            Text($"{section}.architecture"),
            (int)Integer($"{section}.width", 1, 65536),
            (int)Integer($"{section}.depth", 1, 64),
            Flag($"{section}.layer-norm"),
            Flag($"{section}.skip"),
            (int)Integer($"{section}.experts", 0, 1024),
            (int)Integer($"{section}.modules", 0, 1024),
            (int)Integer($"{section}.module-width", 0, 65536),
            (int)Integer($"{section}.parameter-sets", 0, 1024),
            (int)Integer($"{section}.embedding-size", 0, 65536),
            (int)Integer($"{section}.encoder-width", 0, 65536),
            (int)Integer($"{section}.encoder-depth", 0, 64),
            Positive($"{section}.attention-temperature"));
    }

    private string Text(string key) => values[key].Trim('"');

    private string[] List(string key)
    {
        string text = values[key];
        if (!text.StartsWith('[') || !text.EndsWith(']')) throw Refused(key, "it is a list: [one, two]");
        return text[1..^1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private int Threads(string key) => Integer(key, 0, 1024) is var threads and > 0 ? (int)threads : Environment.ProcessorCount;

    private bool Flag(string key) => Text(key) switch
    {
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        _ => throw Refused(key, "it is true or false"),
    };

    private long Integer(string key, long low, long high)
    {
        // 2e6 and 2_000_000 are how people write large counts.
        string text = Text(key).Replace("_", "", StringComparison.Ordinal);
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) || value != decimal.Truncate(value))
            throw Refused(key, "it is a whole number");
        if (value < low || value > high) throw Refused(key, FormattableString.Invariant($"it must be in [{low}, {high}]"));
        return (long)value;
    }

    private double Number(string key, double low, double high)
    {
        if (!double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            throw Refused(key, "it is a number");
        if (value < low || value > high) throw Refused(key, FormattableString.Invariant($"it must be in [{low}, {high}]"));
        return value;
    }

    private double Positive(string key)
    {
        double value = Number(key, 0, 1e30);
        return value > 0 ? value : throw Refused(key, "it must be above 0");
    }

    private void OneOf(string key, params string[] choices)
    {
        if (!choices.Contains(Text(key)))
            throw Refused(key, $"it is {string.Join(" or ", choices)}");
    }

    private SettingsException Refused(string key, string why) => new($"mtrl.{key} = {values[key]}: {why}");
}
