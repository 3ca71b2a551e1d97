using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Cluster.Tests.Interchange;

/// <summary>Agents, their exports, and what their networks answer.</summary>
internal static class Weights
{
    private const int RowsPerTask = 3;

    /// <summary>Small networks of an architecture in which every part has its say.</summary>
    public static RunConfiguration Configuration(string architecture, int width = 16, bool options = true, params string[] settings) => Small.Configuration(
    [
        .. new[] { "actor", "critic" }.SelectMany(network => new[]
        {
            $"learner.{network}.architecture={architecture}", $"learner.{network}.width={width}", $"learner.{network}.depth=3",
            $"learner.{network}.layer-norm={options}".ToLowerInvariant(), $"learner.{network}.skip={options}".ToLowerInvariant(),
            $"learner.{network}.experts=3", $"learner.{network}.modules=2", $"learner.{network}.parameter-sets=3",
            $"learner.{network}.embedding-size=12", $"learner.{network}.encoder-width=14", $"learner.{network}.attention-temperature=0.7",
        }),
        .. settings,
    ]);

    /// <summary>An agent whose weights are all far from where they are drawn.</summary>
    public static MultiTaskSac Agent(SacSettings settings)
    {
        var agent = new MultiTaskSac(settings, 3, CPU);
        agent.Load([.. agent.Save().Select(static (array, i) =>
        {
            if (!LearnerState.IsWeight(array.Name)) return array;
            float[] values = new float[array.Values.Length];
            new CounterRandom(3, 99).Normal(values, (ulong)i);
            for (int k = 0; k < values.Length; k++) values[k] = array.Values[k] + (0.15f * values[k]);
            return array with { Values = values };
        })]);
        return agent;
    }

    /// <summary>What <c>export</c> writes of an agent.</summary>
    public static SafetensorsFile Export(MultiTaskSac agent, RunConfiguration configuration)
    {
        var blobs = new MemoryBlobStore();
        return ExportedWeights.Of(Manifest(blobs.Write(LearnerState.ToFile(agent.Save()).Write)), blobs, configuration);
    }

    /// <summary>A checkpoint of this learner.</summary>
    public static CheckpointManifest Manifest(BlobRef learner) =>
        new("small", 1, 1, 50, new Provenance("0", "3", "0", "v2", 1, "0", "0"), learner, learner, [], [], new Dictionary<string, long> { ["updates"] = 20 });

    /// <summary>Random rows, grouped by task, as a file for Python.</summary>
    public static SafetensorsFile Rows(SacSettings settings)
    {
        int rows = settings.Tasks * RowsPerTask;
        var random = new CounterRandom(5, 0);
        float[] observations = new float[rows * settings.ObservationSize], actions = new float[rows * settings.ActionSize], noise = new float[actions.Length];
        random.Uniform(observations, -1, 1, 0);
        random.Uniform(actions, -1, 1, 1);
        random.Normal(noise, 2);
        return new SafetensorsFile(
        [
            NamedTensor.Of<float>("observations", observations, rows, settings.ObservationSize), NamedTensor.Of<float>("actions", actions, rows, settings.ActionSize),
            NamedTensor.Of<float>("noise", noise, rows, settings.ActionSize), NamedTensor.Of<int>("tasks", [.. Enumerable.Range(0, rows).Select(static row => row / RowsPerTask)], rows),
        ]);
    }

    /// <summary>The actions that the policy takes, with the rows' noise or without any.</summary>
    public static float[] Act(MultiTaskSac agent, SacSettings settings, SafetensorsFile rows, bool sampled)
    {
        using var policy = new PolicyNetwork(settings);
        policy.Load(agent.Policy());
        float[] actions = new float[rows["actions"].Count];
        policy.Act(rows["observations"].As<float>(), rows["tasks"].As<int>(), sampled ? rows["noise"].As<float>() : [], actions);
        return actions;
    }

    /// <summary>What critics answer to the rows, [members, rows, outputs], through the pass that trains.</summary>
    public static double[] Values(FlatParameters critic, FlatParameters? embedding, SacSettings settings, SafetensorsFile rows)
    {
        using var scope = NewDisposeScope();
        int count = (int)rows["tasks"].Count;
        var oneHot = eye(settings.Tasks, dtype: ScalarType.Float32).repeat_interleave(RowsPerTask, 0);
        var ofTasks = embedding is null ? oneHot : oneHot.matmul(nn.functional.normalize(embedding.View(0).squeeze(0), dim: 1));
        Tensor Columns(string name) => tensor(rows[name].ToFloats()).view(count, -1);
        using var input = new Matrix(cat([Columns("actions"), Columns("observations"), ofTasks], 1).unsqueeze(0));
        using var pass = SacNetworks.Critic(settings, DeviceKernels.For(CPU, ScalarType.Float32).Layers).Bind(critic, input, null, null);
        using var mode = no_grad();
        pass.Forward();
        return pass.Output.Tensor.to(ScalarType.Float64).data<double>().ToArray();
    }

    /// <summary>Writes a file.</summary>
    public static string Write(SafetensorsFile file, string path)
    {
        using var stream = File.Create(path);
        file.Write(stream);
        return path;
    }
}
