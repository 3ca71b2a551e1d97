using System.Collections.Frozen;
using MtrlAkka.Cluster.Wire.Codecs;

namespace MtrlAkka.Cluster.Wire;

/// <summary>All codecs, found by a message's type or by the manifest that came with it.</summary>
public static class WireCodecs
{
    private static readonly FrozenDictionary<Type, MessageCodec> ByType = All().ToFrozenDictionary(static codec => codec.Type);

    private static readonly FrozenDictionary<string, (MessageCodec Codec, int Version)> ByManifest = ByType.Values
        .SelectMany(static codec => Enumerable.Range(codec.Oldest, codec.Version - codec.Oldest + 1)
            .Select(version => KeyValuePair.Create(codec.ManifestOf(version), (codec, version))))
        .ToFrozenDictionary();

    /// <summary>Every codec.</summary>
    public static IReadOnlyCollection<MessageCodec> Known => ByType.Values;

    /// <summary>Whether messages of a type can cross nodes.</summary>
    public static bool Has(Type type) => ByType.ContainsKey(type);

    /// <summary>The codec of a message.</summary>
    /// <exception cref="WireException">There is none.</exception>
    public static MessageCodec Of(object message) => ByType.TryGetValue(message.GetType(), out var codec)
        ? codec
        : throw new WireException($"{message.GetType().Name} has no codec, so it cannot go to another node: add one in Wire/Codecs");

    /// <summary>The codec that a manifest names, and the version of the bytes.</summary>
    /// <exception cref="WireException">This version of the program does not know it.</exception>
    public static (MessageCodec Codec, int Version) Find(string manifest)
    {
        if (ByManifest.TryGetValue(manifest, out var found)) return found;
        string name = manifest.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var known = Known.FirstOrDefault(codec => codec.Name == name);
        throw new WireException(known is null
            ? $"message '{manifest}' is unknown to this version of the program: run the same version on all nodes"
            : $"message '{manifest}' ({known.Type.Name}) is of a version that this one does not read ('{known.ManifestOf(known.Oldest)}' to '{known.Manifest}'): run the same version on all nodes");
    }

    private static IEnumerable<MessageCodec> All() =>
    [
        .. AssignmentWire.Codecs,
        .. AsyncWire.Codecs,
        .. BulkWire.Codecs,
        .. CheckpointWire.Codecs,
        .. ClusterStatusWire.Codecs,
        .. DirectorWire.Codecs,
        .. EnvironmentWire.Codecs,
        .. EvaluationWire.Codecs,
        .. LearnerWire.Codecs,
        .. MetricsWire.Codecs,
        .. NodeWire.Codecs,
        .. PolicyWire.Codecs,
        .. ReplayWire.Codecs,
        .. RunWire.Codecs,
    ];
}
