using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MtrlAkka.Checkpoints;

/// <summary>How this project's records become JSON.</summary>
internal static class ManifestJson
{
    /// <summary>Leaves characters beyond ASCII as they are: the text goes to a journal, never into a page.</summary>
    public static ManifestJsonContext Readable { get; } =
        new(new JsonSerializerOptions(ManifestJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(ShardManifest))]
[JsonSerializable(typeof(RunFingerprint))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
