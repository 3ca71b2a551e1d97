using System.Globalization;
using System.Text.Json;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// A run's weights for other programs: float32, row-major, named
/// <list type="bullet">
/// <item><c>actor/…</c>, <c>critic/…</c> and <c>target/…</c> (the critics' moving average); the critics' and the target's arrays
/// have the ensemble's axis first;</item>
/// <item>within a network <c>layer_I/kernel</c> [in, out] and <c>layer_I/bias</c> [out] of hidden layer I from 0,
/// <c>norm_I/scale</c> and <c>norm_I/shift</c> of the layer norm behind it where there is one, and of the output layer
/// <c>head/kernel</c> [task, in, out] and <c>head/bias</c> [task, out], without the task's axis where all tasks share a head; other
/// architectures than multi-head and mlp have the names that their classes tell (MtrlAkka.Learning/Networks and Dense);</item>
/// <item><c>LAYER/left_singular</c> [in] of a layer with spectral norm: its kernel W multiplies as W |u| / |u W|, where u is this vector;</item>
/// <item><c>log_alpha</c> [task], the logarithm of each task's temperature, or [1] where they share one;</item>
/// <item>of a task embedding <c>critic/embedding</c> [task, size], which the actor reads too, and <c>target/embedding</c>.</item>
/// </list>
/// The actor's input is observation then one-hot of the task, its output the means then the log standard deviations of the
/// actions; the critics' input is action, observation, one-hot. With a task embedding its vector, divided by its length, stands in
/// the one-hot's place; a single task then has neither. The metadata are those of <see cref="Metadata"/>.
/// </summary>
public static class ExportedWeights
{
    /// <summary>The weights of a checkpoint as one safetensors file.</summary>
    /// <param name="manifest">The checkpoint.</param>
    /// <param name="blobs">Its blobs.</param>
    /// <param name="configuration">The run's configuration.</param>
    /// <exception cref="BlobException">The learner's blob is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">It is not what it should be.</exception>
    public static SafetensorsFile Of(CheckpointManifest manifest, IBlobStore blobs, RunConfiguration configuration) => new(
        SafetensorsFile.Parse(blobs.ReadVerified(manifest.Learner)).Tensors.Where(static tensor => LearnerState.IsWeight(tensor.Name)),
        Metadata(manifest, configuration));

    /// <summary>
    /// What the weights are of: <c>run</c>, <c>round</c>, <c>updates</c>, <c>seed</c>, <c>project_version</c>, <c>mujoco_version</c>,
    /// <c>scenes_version</c>, <c>reward_version</c>, <c>config_hash</c>, <c>config</c> (the full effective configuration, HOCON), and
    /// as JSON <c>tasks</c> (names in the order of the one-hot), <c>task_embedding</c> (its size; 0 for the one-hot), <c>actor</c> and <c>critic</c> (architecture, width, depth, layer_norm,
    /// skip, activation, spectral_norm and the architecture's options, where 0 is the usual value; of the actor also log_std_min and log_std_max; of the
    /// critic count, and where it is categorical, so that its outputs are the logits of a distribution over values, bins and limit).
    /// </summary>
    public static IReadOnlyDictionary<string, string> Metadata(CheckpointManifest manifest, RunConfiguration configuration)
    {
        var settings = configuration.Settings;
        var provenance = manifest.Provenance;
        return new Dictionary<string, string>
        {
            ["run"] = manifest.RunId,
            ["round"] = manifest.Round.ToString(CultureInfo.InvariantCulture),
            ["updates"] = manifest.Counters["updates"].ToString(CultureInfo.InvariantCulture),
            ["seed"] = provenance.Seed.ToString(CultureInfo.InvariantCulture),
            ["project_version"] = provenance.ProjectVersion,
            ["mujoco_version"] = provenance.MujocoVersion,
            ["scenes_version"] = provenance.ScenesVersion,
            ["reward_version"] = provenance.RewardVersion,
            ["config_hash"] = provenance.ConfigHash,
            ["config"] = configuration.ToHocon(),
            ["tasks"] = JsonSerializer.Serialize(settings.Environments.Tasks),
            ["task_embedding"] = settings.Learner.Sac.TaskEmbedding.ToString(CultureInfo.InvariantCulture),
            ["actor"] = JsonSerializer.Serialize(Actor(settings.Learner.Sac)),
            ["critic"] = JsonSerializer.Serialize(Critic(settings.Learner.Sac)),
        };
    }

    private static Dictionary<string, object> Actor(SacSettings sac)
    {
        var actor = Network(sac.Actor);
        (actor["log_std_min"], actor["log_std_max"]) = (sac.LogStdMin, sac.LogStdMax);
        return actor;
    }

    private static Dictionary<string, object> Critic(SacSettings sac)
    {
        var critic = Network(sac.Critic);
        critic["count"] = sac.Critics;
        if (sac.Categorical is { } support) (critic["bins"], critic["limit"]) = (support.Bins, support.Limit);
        return critic;
    }

    private static Dictionary<string, object> Network(NetworkSettings network) => new()
    {
        ["architecture"] = network.Architecture,
        ["width"] = network.Width,
        ["depth"] = network.Depth,
        ["layer_norm"] = network.LayerNorm,
        ["skip"] = network.Skip,
        ["activation"] = network.Activation,
        ["spectral_norm"] = network.SpectralNorm,
        ["experts"] = network.Experts,
        ["modules"] = network.Modules,
        ["module_width"] = network.ModuleWidth,
        ["parameter_sets"] = network.ParameterSets,
        ["embedding_size"] = network.EmbeddingSize,
        ["encoder_width"] = network.EncoderWidth,
        ["encoder_depth"] = network.EncoderDepth,
        ["attention_temperature"] = network.AttentionTemperature,
    };
}
