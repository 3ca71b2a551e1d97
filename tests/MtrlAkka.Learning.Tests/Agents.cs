using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>Small agents and what the tests ask of them.</summary>
internal static class Agents
{
    public static SacSettings Small(int width = 32, bool layerNorm = false, bool skip = false, string architecture = "multi-head")
    {
        var network = new NetworkSettings { Architecture = architecture, Width = width, Depth = 2, LayerNorm = layerNorm, Skip = skip };
        return new SacSettings { Tasks = 3, BatchPerTask = 8, Actor = network, Critic = network };
    }

    /// <summary>The smallest agent of an architecture in which every part has its say.</summary>
    public static SacSettings Tiny(string architecture, bool layerNorm = false, bool skip = false)
    {
        var network = new NetworkSettings
        {
            Architecture = architecture, Width = 32, Depth = 3, LayerNorm = layerNorm, Skip = skip,
            Experts = 3, Modules = 3, ParameterSets = 3, EmbeddingSize = 16, EncoderWidth = 20,
        };
        return new SacSettings { Tasks = 3, BatchPerTask = 8, Actor = network, Critic = network };
    }

    public static MultiTaskSac Create(SacSettings settings, ulong seed = 7) => new(settings, seed, CPU);

    public static void Train(MultiTaskSac agent, TransitionBatch batch, ulong from, ulong to)
    {
        for (ulong i = from; i < to; i++) agent.Update(batch, i);
    }

    /// <summary>
    /// Fifty updates on a fixed batch: the critics' loss must fall, every number of the state be finite, and the actor have a gradient.
    /// </summary>
    /// <returns>The figures of the last update.</returns>
    public static UpdateMetrics FitFixedBatch(SacSettings settings)
    {
        var batch = UpdateBenchmark.RandomBatch(settings);
        using var agent = Create(settings);
        agent.Update(batch, 0);
        double first = agent.ReadMetrics().CriticLoss;
        Train(agent, batch, 1, 49);
        agent.ReadMetrics();
        agent.Update(batch, 49);
        var last = agent.ReadMetrics();
        Assert.InRange(last.CriticLoss, 0, 0.95 * first);
        Assert.All(agent.Save(), static array => Assert.All(array.Values, static value => Assert.True(float.IsFinite(value))));
        Assert.NotEqual(0, last.ActorGradientNorm);
        return last;
    }

    /// <summary>A hash of every bit of the agent's state.</summary>
    public static string Hash(MultiTaskSac agent) => Hash(agent.Save());

    /// <summary>A hash of every bit of these arrays.</summary>
    public static string Hash(IEnumerable<NamedArray> state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var array in state) hash.AppendData(MemoryMarshal.AsBytes(array.Values.AsSpan()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Five updates in float64 with the host's kernels and with tensor operations end with the same state.</summary>
    public static void AssertKernelsAgree(SacSettings settings, TransitionBatch batch)
    {
        using var hosts = new MultiTaskSac(settings, 3, CPU, ScalarType.Float64, DeviceKernels.For(CPU, ScalarType.Float64));
        using var tensors = new MultiTaskSac(settings, 3, CPU, ScalarType.Float64, DeviceKernels.Torch);
        Train(hosts, batch, 0, 5);
        Train(tensors, batch, 0, 5);
        foreach (var (a, b) in hosts.Save().Zip(tensors.Save()))
            for (int i = 0; i < a.Values.Length; i++) Assert.Equal(a.Values[i], b.Values[i], 1e-7f);
    }
}
