using System.Text.Json;
using System.Text.Json.Serialization;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>Evaluations as JSON: the same results give the same bytes.</summary>
public static class EvaluationHistory
{
    /// <summary>The results, in the order given, as UTF-8.</summary>
    public static byte[] ToBytes(IReadOnlyList<EvaluationResult> results) =>
        JsonSerializer.SerializeToUtf8Bytes(results, EvaluationJson.Default.IReadOnlyListEvaluationResult);

    /// <summary>Reads results from a blob.</summary>
    /// <exception cref="InvalidDataException">The blob holds something else.</exception>
    public static IReadOnlyList<EvaluationResult> Read(IBlobStore blobs, BlobRef blob)
    {
        try
        {
            return JsonSerializer.Deserialize(blobs.ReadVerified(blob), EvaluationJson.Default.IReadOnlyListEvaluationResult)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("the evaluation history is no JSON of this version", error);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(IReadOnlyList<EvaluationResult>))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
