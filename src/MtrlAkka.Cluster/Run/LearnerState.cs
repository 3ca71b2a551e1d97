using System.Globalization;
using MtrlAkka.Checkpoints;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>The learner's state, and policies, as safetensors in a blob.</summary>
public static class LearnerState
{
    /// <summary>The learner's arrays as one safetensors file.</summary>
    public static SafetensorsFile ToFile(IReadOnlyList<NamedArray> state) => new(state.Select(static array =>
        NamedTensor.Of<float>(array.Name, array.Values, [.. array.Shape])));

    /// <summary>Reads the learner's arrays from a blob.</summary>
    /// <exception cref="InvalidDataException">The blob holds something else.</exception>
    public static IReadOnlyList<NamedArray> Read(IBlobStore blobs, BlobRef blob) =>
        [.. SafetensorsFile.Parse(blobs.ReadVerified(blob)).Tensors.Select(static tensor =>
            new NamedArray(tensor.Name, tensor.Shape, tensor.As<float>().ToArray()))];

    /// <summary>Whether an array of the learner's is a weight or temperature, and not the optimisers'.</summary>
    public static bool IsWeight(string name) => name == "log_alpha" || name.Split('/')[0] is "actor" or "critic" or "target";

    /// <summary>Whether an array of the learner's is only a count of measurements, which decides no weight.</summary>
    public static bool IsMeasurement(string name) => name.StartsWith("plasticity/", StringComparison.Ordinal);

    /// <summary>Policies with their rounds as one safetensors file.</summary>
    public static SafetensorsFile ToFile(IReadOnlyList<Protocol.PolicyVersion> versions) => new(
        versions.Select(static version => NamedTensor.Of<float>(
            FormattableString.Invariant($"{version.Round}/{version.Weights.Version}"),
            version.Weights.Values,
            version.Weights.Values.Length)));

    /// <summary>Reads policies from a blob, oldest first.</summary>
    /// <exception cref="InvalidDataException">The blob holds something else.</exception>
    public static IReadOnlyList<Protocol.PolicyVersion> ReadPolicies(IBlobStore blobs, BlobRef blob) =>
        [.. SafetensorsFile.Parse(blobs.ReadVerified(blob)).Tensors.Select(static tensor =>
        {
            string[] name = tensor.Name.Split('/');
            return new Protocol.PolicyVersion(
                long.Parse(name[0], CultureInfo.InvariantCulture),
                new PolicyWeights(long.Parse(name[1], CultureInfo.InvariantCulture), tensor.As<float>().ToArray()));
        }).OrderBy(static version => version.Round)];
}
