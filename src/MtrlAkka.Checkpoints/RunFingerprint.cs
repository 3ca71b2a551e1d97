using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MtrlAkka.Checkpoints;

/// <summary>The parts of a run that are fingerprinted.</summary>
public enum FingerprintPart
{
    /// <summary>Parameters of the networks and temperatures.</summary>
    Weights,

    /// <summary>State of the optimisers.</summary>
    Optimiser,

    /// <summary>Rows of the replay rings in insert order.</summary>
    Replay,

    /// <summary>Full state of the environments.</summary>
    Environments,

    /// <summary>Step counters and the like.</summary>
    Counters,

    /// <summary>Results of the evaluations.</summary>
    EvaluationHistory,
}

/// <summary>SHA-256 of each part of a run at a checkpoint, and of all of them: equal fingerprints mean equal runs.</summary>
/// <param name="Weights">Parameters of the networks and temperatures.</param>
/// <param name="Optimiser">State of the optimisers.</param>
/// <param name="Replay">Rows of the replay rings.</param>
/// <param name="Environments">State of the environments.</param>
/// <param name="Counters">Step counters.</param>
/// <param name="EvaluationHistory">Results of the evaluations.</param>
/// <param name="All">The six together.</param>
public sealed record RunFingerprint(
    string Weights, string Optimiser, string Replay, string Environments, string Counters, string EvaluationHistory, string All)
{
    /// <summary>The hash of one part.</summary>
    public string this[FingerprintPart part] => part switch
    {
        FingerprintPart.Weights => Weights,
        FingerprintPart.Optimiser => Optimiser,
        FingerprintPart.Replay => Replay,
        FingerprintPart.Environments => Environments,
        FingerprintPart.Counters => Counters,
        _ => EvaluationHistory,
    };

    /// <summary>The fingerprint as JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Readable.RunFingerprint);
}

/// <summary>Collects named contributions to a <see cref="RunFingerprint"/>; their order does not matter.</summary>
public sealed class RunFingerprintBuilder
{
    private readonly SortedDictionary<string, byte[]>[] _parts =
        [.. Enum.GetValues<FingerprintPart>().Select(static _ => new SortedDictionary<string, byte[]>(StringComparer.Ordinal))];

    /// <summary>Adds bytes under a name.</summary>
    /// <exception cref="ArgumentException">The part has a contribution of that name.</exception>
    public RunFingerprintBuilder Add(FingerprintPart part, string name, ReadOnlySpan<byte> content)
    {
        _parts[(int)part].Add(name, SHA256.HashData(content));
        return this;
    }

    /// <summary>Adds content that writes itself into a hash, under a name.</summary>
    /// <exception cref="ArgumentException">The part has a contribution of that name.</exception>
    public RunFingerprintBuilder Add(FingerprintPart part, string name, Action<IncrementalHash> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content(hash);
        _parts[(int)part].Add(name, hash.GetHashAndReset());
        return this;
    }

    /// <summary>Adds a counter.</summary>
    /// <exception cref="ArgumentException">The part has a contribution of that name.</exception>
    public RunFingerprintBuilder Add(FingerprintPart part, string name, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Add(part, name, bytes);
    }

    /// <summary>The fingerprint of all that was added.</summary>
    public RunFingerprint Build()
    {
        string[] hashes = [.. _parts.Select(HashOf)];
        string all = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))));
        return new RunFingerprint(hashes[0], hashes[1], hashes[2], hashes[3], hashes[4], hashes[5], all);
    }

    private static string HashOf(SortedDictionary<string, byte[]> part)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var (name, content) in part)
        {
            // The length keeps a name from running into the hash beside it.
            byte[] bytes = Encoding.UTF8.GetBytes(name);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
