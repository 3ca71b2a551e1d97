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

    /// <summary>A hash of every bit of the agent's state.</summary>
    public static string Hash(MultiTaskSac agent)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var array in agent.Save()) hash.AppendData(MemoryMarshal.AsBytes(array.Values.AsSpan()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
