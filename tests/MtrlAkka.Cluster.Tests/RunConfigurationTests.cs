using System.Collections;
using System.Diagnostics.CodeAnalysis;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Tests;

public class RunConfigurationTests
{
    [Theory]
    [InlineData("learner.gama=0.9", "learner.gamma")]
    [InlineData("mtrl.run.round=5", "run.rounds")]
    [InlineData("learner.gamma=1.5", "[0, 1]")]
    [InlineData("learner.gamma=much", "a number")]
    [InlineData("run.rounds=0", "[1, ")]
    [InlineData("run.rounds=1.5", "a whole number")]
    [InlineData("run.staleness=2", "[0, 1]")]
    [InlineData("run.mode=free", "lockstep or async")]
    [InlineData("replay.shards=4", "only 3 tasks")]
    [InlineData("learner.log-std-min=3", "below learner.log-std-max")]
    [InlineData("learner.device=gpu", "cuda")]
    [InlineData("learner.critic.layer-norm=maybe", "true or false")]
    [InlineData("learner.actor.architecture=transformer", "soft-modules or paco")]
    [InlineData("learner.actor.experts=-1", "[0, 1024]")]
    [InlineData("learner.critic.attention-temperature=0", "above 0")]
    [InlineData("learner.temperature-beta1=1", "[0, 0.9999]")]
    [InlineData("learner.critic-loss=huber", "squared or categorical")]
    [InlineData("learner.actor-optimisation=cagrad", "plain or pcgrad or gradnorm")]
    [InlineData("learner.critic-optimisation=1", "plain or pcgrad or gradnorm")]
    [InlineData("learner.gradnorm.asymmetry=-1", "[0, 100]")]
    [InlineData("learner.gradnorm.learning-rate=0", "above 0")]
    [InlineData("learner.categorical.bins=1", "[2, 4096]")]
    [InlineData("learner.categorical.limit=0", "above 0")]
    [InlineData("learner.actor.activation=tanh", "relu or crelu")]
    [InlineData("learner.critic.spectral-norm=maybe", "true or false")]
    [InlineData("learner.treatments.actor.redo.threshold=2", "[0, 1]")]
    [InlineData("learner.treatments.critic.reset.part=tail", "all or heads")]
    [InlineData("learner.treatments.critic.sparsity.share=1", "[0, 0.9999]")]
    [InlineData("learner.treatments.critic.sparsity.rewire-interval=5", "critic: only a sparse network can be rewired")]
    [InlineData("learner.task-embedding=-1", "[0, 65536]")]
    [InlineData("learner.task-embedding=32", "needs the one-hot")]
    [InlineData("learner.temperature-loss=linear", "log-alpha or alpha")]
    [InlineData("learner.return-normalisation=perhaps", "true or false")]
    [InlineData("learner.return-limit=0", "above 0")]
    [InlineData("learner.matmul=fp8", "full or tf32 or bf16")]
    [InlineData("learner.matmul=tf32", "the cpu has full and bf16")]
    [InlineData("learner.plasticity.dormant-threshold=2", "[0, 1]")]
    [InlineData("learner.plasticity.srank=maybe", "true or false")]
    [InlineData("learner.plasticity.probe-interval=100", "a multiple of learner.plasticity.interval")]
    [InlineData("environments.tasks=[reach, drawer-clos]", "drawer-close")]
    [InlineData("environments.tasks=reach", "a list")]
    [InlineData("environments.benchmark=MT11", "MT1")]
    [InlineData("environments.assets=/no/such/folder", "no such folder")]
    [InlineData("config-version=2", "version 2")]
    [InlineData("=5", "key=value")]
    [InlineData("run.seed", "key=value")]
    public void What_cannot_be_used_is_refused_by_name(string setting, string hint)
    {
        string[] settings = setting.Contains("benchmark", StringComparison.Ordinal) ? ["environments.tasks=[]", setting] : [setting];
        var error = Assert.Throws<SettingsException>(() => RunConfiguration.Load("quick", settings));
        Assert.Contains(hint, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("async.samples-per-insert=0", "above 0")]
    [InlineData("async.samples-per-insert=many", "a number, or auto")]
    [InlineData("async.error-buffer=0", "above 0")]
    [InlineData("async.error-buffer=0.01", "could wait for each other for ever: at least ")]
    [InlineData("async.prefetch=0", "[1, 64]")]
    [InlineData("async.in-flight=0", "[1, 1024]")]
    public void What_cannot_be_used_in_async_mode_is_refused(string setting, string hint) =>
        Assert.Contains(hint, Assert.Throws<SettingsException>(() => RunConfiguration.Load("quick", ["run.mode=async", setting])).Message);

    [Fact]
    public void Async_mode_reaches_the_run_only_where_it_is_asked_for()
    {
        Assert.Null(RunConfiguration.Load("quick", ["async.prefetch=7"]).Settings.Async);
        var settings = RunConfiguration.Load("quick", ["run.mode=async", "async.prefetch=7", "async.samples-per-insert=12.5", "async.error-buffer=40"]).Settings;
        Assert.Equal(new AsyncSettings(12.5m, 40, 7, 4), settings.Async);
    }

    [Fact]
    public void A_value_may_hold_what_hocon_takes_for_its_own() =>
        Assert.Equal("cuda:1", RunConfiguration.Load("quick", ["learner.device=cuda:1"]).Settings.Learner.Device);

    [Fact]
    public void An_architecture_with_its_options_reaches_the_learner()
    {
        var settings = RunConfiguration.Load(
            "quick",
            ["learner.task-weights=true", "learner.actor.architecture=moore", "learner.actor.experts=3", "learner.critic.architecture=paco", "learner.critic.parameter-sets=2"]).Settings.Learner.Sac;
        Assert.True(settings.TaskWeights);
        Assert.Equal(("moore", 3), (settings.Actor.Architecture, settings.Actor.Experts));
        Assert.Equal(("paco", 2), (settings.Critic.Architecture, settings.Critic.ParameterSets));
    }

    [Fact]
    public void Treatments_reach_the_learner()
    {
        const string Critic = "learner.treatments.critic";
        var settings = RunConfiguration.Load(
            "quick",
            [
                "learner.treatments.actor.l2-start=0.01", $"{Critic}.redo.interval=1000", $"{Critic}.redo.threshold=0.2", $"{Critic}.reset.interval=2e5",
                $"{Critic}.reset.part=heads", $"{Critic}.reset.last=1e6", $"{Critic}.shrink-and-perturb.interval=7", $"{Critic}.shrink-and-perturb.keep=0.8",
                $"{Critic}.sparsity.share=0.9", $"{Critic}.sparsity.rewire-interval=3", $"{Critic}.sparsity.rewire-share=0.1",
                "learner.actor.activation=crelu", "learner.critic.spectral-norm=on",
            ]).Settings.Learner.Sac;
        Assert.Equal(new TreatmentSettings { L2Start = 0.01 }, settings.ActorTreatments);
        Assert.Equal(
            new TreatmentSettings
            {
                Redo = new RedoSettings { Interval = 1000, Threshold = 0.2 },
                Reset = new ResetSettings { Interval = 200_000, Part = "heads", Last = 1_000_000 },
                ShrinkAndPerturb = new ShrinkAndPerturbSettings { Interval = 7, Keep = 0.8 },
                Sparsity = new SparsitySettings { Share = 0.9, RewireInterval = 3, RewireShare = 0.1 },
            },
            settings.CriticTreatments);
        Assert.Equal(("crelu", false), (settings.Actor.Activation, settings.Actor.SpectralNorm));
        Assert.Equal(("relu", true), (settings.Critic.Activation, settings.Critic.SpectralNorm));
        Assert.False(RunConfiguration.Load("quick", []).Settings.Learner.Sac.CriticTreatments.Any);
    }

    [Fact]
    public void Categorical_critics_reach_the_learner_only_where_they_are_asked_for()
    {
        Assert.Null(RunConfiguration.Load("quick", ["learner.categorical.bins=51"]).Settings.Learner.Sac.Categorical);
        var support = RunConfiguration.Load("quick", ["learner.critic-loss=categorical", "learner.categorical.bins=51"]).Settings.Learner.Sac.Categorical;
        Assert.Equal(new CategoricalSupport(51, 10), support);
    }

    [Fact]
    public void Optimisation_reaches_the_learner_for_each_network()
    {
        var plain = RunConfiguration.Load("quick", []).Settings.Learner.Sac;
        Assert.Equal((TaskOptimisation.Plain, TaskOptimisation.Plain, new GradNormSettings()), (plain.ActorOptimisation, plain.CriticOptimisation, plain.GradNorm));
        var settings = RunConfiguration.Load(
            "quick",
            ["learner.actor-optimisation=pcgrad", "learner.critic-optimisation=gradnorm", "learner.gradnorm.asymmetry=1.5", "learner.gradnorm.learning-rate=0.01"]).Settings.Learner.Sac;
        Assert.Equal((TaskOptimisation.PcGrad, TaskOptimisation.GradNorm), (settings.ActorOptimisation, settings.CriticOptimisation));
        Assert.Equal(new GradNormSettings(1.5, 0.01), settings.GradNorm);
    }

    [Fact]
    public void Settings_that_do_not_fit_together_are_refused_by_name()
    {
        Assert.Contains("learner.target-entropy = 0", Refused("learner.return-normalisation=on", "learner.target-entropy=0"));
        Assert.Contains("learner.gamma = 1", Refused("learner.return-normalisation=on", "learner.gamma=1"));
        Assert.Contains("learner.task-weights", Refused("learner.task-weights=true", "learner.temperature-shared=true"));
        Assert.Contains("learner.critic.architecture = paco", Refused(
            "learner.task-embedding=32", "learner.actor.architecture=mlp", "learner.critic.architecture=paco"));

        static string Refused(params string[] settings) => Assert.Throws<SettingsException>(() => RunConfiguration.Load("quick", settings)).Message;
    }

    [Fact]
    public void The_preset_brc_is_the_recipe_of_its_authors()
    {
        var settings = RunConfiguration.Load("brc", []).Settings;
        var sac = settings.Learner.Sac;
        Assert.Equal((50, 1000, 2, 5000L), (sac.Tasks, sac.BatchSize, settings.Learner.UpdatesPerRound, settings.Learner.WarmStartRounds));
        Assert.Equal(("bro", 4096, 2, 2), (sac.Critic.Architecture, sac.Critic.Width, sac.Critic.Depth, sac.Critics));
        Assert.Equal(("bro", 256, 1), (sac.Actor.Architecture, sac.Actor.Width, sac.Actor.Depth));
        Assert.Equal((new CategoricalSupport(101, 10), 10.0, 32), (sac.Categorical, sac.ReturnLimit, sac.TaskEmbedding));
        Assert.Equal((0.99, 0.005, -2.0, 0.1), (sac.Gamma, sac.Tau, sac.TargetEntropy, sac.InitialTemperature));
        Assert.Equal((true, TemperatureLoss.Alpha, 0.5), (sac.TemperatureShared, sac.TemperatureLoss, sac.TemperatureBeta1));
        Assert.Equal((3e-4, 3e-4, 3e-4), (sac.ActorLearningRate, sac.CriticLearningRate, sac.TemperatureLearningRate));
        Assert.Equal((1e-8, 0.0, 1e-4, -10.0, 2.0, 1.0), (sac.AdamEpsilon, sac.GradientClip, sac.WeightDecay, sac.LogStdMin, sac.LogStdMax, sac.RewardScale));
        Assert.Equal((1_000_000L, 1_000_000), (settings.Rounds, settings.Replay.Capacity));
    }

    [Fact]
    public void Unknown_presets_and_files_are_named()
    {
        Assert.Contains("quick", Assert.Throws<SettingsException>(() => RunConfiguration.Load("qick", [])).Message);
        Assert.Contains("absent.conf", Assert.Throws<SettingsException>(() => RunConfiguration.Load("absent.conf", [])).Message);
    }

    [Fact]
    public void Files_that_are_damaged_or_of_another_version_or_section_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("x.conf", Refused("mtrl.learner.device = a:=b"));
        Assert.Contains("version 7", Refused("mtrl.config-version = 7"));
        Assert.Contains("'akka'", Refused("akka.loglevel = DEBUG"));

        string Refused(string text)
        {
            File.WriteAllText(folder["x.conf"], text);
            return Assert.Throws<SettingsException>(() => RunConfiguration.Read(folder["x.conf"])).Message;
        }
    }

    [Fact]
    public void The_effective_configuration_comes_back_from_its_file_as_it_was()
    {
        using var folder = new TemporaryFolder();
        foreach (string preset in RunConfiguration.Presets)
        {
            var configuration = RunConfiguration.Load(preset, ["run.seed=4_000_000", "learner.tau=1e-3", $"environments.assets=\"{folder.Path}\""]);
            File.WriteAllText(folder["config.conf"], configuration.ToHocon());
            var read = RunConfiguration.Read(folder["config.conf"]);
            Assert.Equal(configuration.Hash, read.Hash);
            Assert.Equal(configuration.Values, read.Values);
            Assert.Equal(4_000_000u, read.Settings.Seed);
            Assert.Equal(folder.Path, read.Settings.Environments.Assets);
            Assert.NotEqual(configuration.Hash, RunConfiguration.Load(preset, []).Hash);
        }
    }

    [Fact]
    public void Every_key_of_the_reference_is_explained_and_bound()
    {
        bool explained = false;
        foreach (string line in File.ReadLines(Path.Combine(RunConfiguration.HoconDirectory, "reference.conf")).Select(static line => line.Trim()))
        {
            // Keys that follow each other without a gap share what stands above the first.
            if (line.StartsWith('#')) explained = true;
            else if (line.Contains('=', StringComparison.Ordinal)) Assert.True(explained, $"reference.conf says nothing about '{line}'");
            else explained = false;
        }

        var asked = new Asked(RunConfiguration.Load("mt10", []).Values);
        new SettingsBinder(new SettingsValues(asked)).Bind();
        Assert.Equal(["config-version"], asked.Keys.Except(asked.Names));
    }

    /// <summary>Remembers which keys were asked for.</summary>
    private sealed class Asked(IReadOnlyDictionary<string, string> values) : IReadOnlyDictionary<string, string>
    {
        public HashSet<string> Names { get; } = [];

        public IEnumerable<string> Keys => values.Keys;

        public IEnumerable<string> Values => values.Values;

        public int Count => values.Count;

        public string this[string key]
        {
            get
            {
                Names.Add(key);
                return values[key];
            }
        }

        public bool ContainsKey(string key) => values.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => values.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => values.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
