using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>Agents as the golden files of BRC describe them.</summary>
internal static class BrcAgents
{
    /// <summary>The files' rows come in any order of tasks; what the agent knows of their tasks is overwritten by <see cref="SetTasks"/>.</summary>
    public static SacSettings Settings(BrcGolden golden, int rows)
    {
        int tasks = golden.Count("num_tasks");
        NetworkSettings Network(string kind) => new()
        {
            Architecture = "bro", Width = golden.Count($"{kind}_width"), Depth = golden.Count($"{kind}_depth_blocks"),
        };
        return new SacSettings
        {
            Tasks = tasks,
            BatchPerTask = rows / tasks,
            TaskEmbedding = golden.Has("embedding_size") ? golden.Count("embedding_size") : 32,
            Actor = Network("actor"),
            Critic = Network("critic"),
            Critics = golden.Count("ensemble"),
            Categorical = new CategoricalSupport(golden.Count("num_bins"), golden.Number("v_max")),
            ReturnLimit = golden.File.Contains("batch/rewards_raw") ? golden.Number("v_max") : null,
            TargetEntropy = -2,
            TemperatureShared = true,
            TemperatureLoss = TemperatureLoss.Alpha,
            TemperatureBeta1 = 0.5,
            AdamEpsilon = 1e-8,
            GradientClip = 0,
            WeightDecay = 1e-4,
            LogStdMin = -10,
            LogStdMax = 2,
        };
    }

    public static MultiTaskSac Create(SacSettings settings, ScalarType type, bool host) =>
        new(settings, 1, CPU, type, host ? DeviceKernels.For(CPU, type) : DeviceKernels.Torch);

    /// <summary>Tells an agent the tasks of the rows that follow.</summary>
    public static void SetTasks(MultiTaskSac agent, ReadOnlySpan<int> tasks)
    {
        using var scope = NewDisposeScope();
        long[] indices = Array.ConvertAll(tasks.ToArray(), static task => (long)task);
        agent.Batch.OneHot.Tensor.copy_(nn.functional.one_hot(tensor(indices), agent.Batch.OneHot.Columns));
    }

    /// <summary>The agent's vectors, by the files' names of their networks.</summary>
    public static IEnumerable<(string Network, FlatParameters Vector)> Vectors(MultiTaskSac agent)
    {
        yield return ("actor", agent.ActorParameters);
        yield return ("critic", agent.CriticParameters);
        yield return ("target", agent.TargetParameters);
        yield return ("temp", agent.LogTemperatures);
        if (agent.Embedding is not { } embedding) yield break;
        yield return ("critic", embedding.Table);
        yield return ("target", embedding.Target);
    }

    /// <summary>The same of its optimisers.</summary>
    public static IEnumerable<(string Network, AdamOptimizer Optimizer)> Optimizers(MultiTaskSac agent)
    {
        yield return ("actor", agent.ActorOptimizer);
        yield return ("critic", agent.CriticOptimizer);
        yield return ("temp", agent.TemperatureOptimizer);
        if (agent.Embedding?.Optimizer is { } embedding) yield return ("critic", embedding);
    }

    /// <summary>Sets everything from a file's state before its updates.</summary>
    public static void Load(MultiTaskSac agent, BrcGolden golden)
    {
        long updates = golden.File["before/opt/critic/count"].As<int>()[0];
        agent.Load([.. agent.Save().Where(static array => array.Name != "updates"), UpdateCount.Encode(updates)]);
        foreach (var (network, vector) in Vectors(agent)) BrcNames.Load(golden.File, $"before/{network}", vector);
        foreach (var (network, optimizer) in Optimizers(agent))
        {
            BrcNames.Load(golden.File, $"before/opt/{network}/mu", optimizer.Mean);
            BrcNames.Load(golden.File, $"before/opt/{network}/nu", optimizer.Square);
        }
    }
}
