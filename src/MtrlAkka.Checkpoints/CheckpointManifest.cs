using System.Text.Json;
using System.Text.Json.Serialization;

namespace MtrlAkka.Checkpoints;

/// <summary>What a run is made of: equal provenance and equal rounds mean equal results on the same machine type.</summary>
/// <param name="ProjectVersion">Version of this project.</param>
/// <param name="MujocoVersion">Version of the MuJoCo library.</param>
/// <param name="ScenesVersion">Version or hash of the scenes.</param>
/// <param name="RewardVersion">Version of the reward functions.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="ConfigHash">SHA-256 of the full effective configuration.</param>
/// <param name="Arithmetic">What else decides the last bits of a result: libtorch's version, device, threads, MKL's path.</param>
public sealed record Provenance(
    string ProjectVersion,
    string MujocoVersion,
    string ScenesVersion,
    string RewardVersion,
    ulong Seed,
    string ConfigHash,
    string Arithmetic)
{
    /// <summary>Why a run that was made so far with this cannot go on with <paramref name="now"/>, or null where it can.</summary>
    public string? Conflict(Provenance now) =>
        MujocoVersion != now.MujocoVersion ? $"the run was made with MuJoCo {MujocoVersion}, this process has {now.MujocoVersion}: give --mujoco the library of that version"
        : ScenesVersion != now.ScenesVersion ? $"the run was made with other scenes ({ScenesVersion}) than there are now ({now.ScenesVersion}): use the version of the program that made it"
        : RewardVersion != now.RewardVersion ? $"the run was made with rewards {RewardVersion}, not {now.RewardVersion}"
        : null;

    /// <summary>Why results from here on may differ in the last bits, or null where they do not.</summary>
    public string? Drift(Provenance now) =>
        ProjectVersion != now.ProjectVersion ? $"the run was made by version {ProjectVersion} and goes on with {now.ProjectVersion}: its bits may differ"
        : ConfigHash != now.ConfigHash ? "the run's configuration was changed since its last checkpoint: it goes on otherwise than it began"
        : Arithmetic != now.Arithmetic ? $"the run was made on {Arithmetic} and goes on on {now.Arithmetic}: its last bits will differ"
        : null;
}

/// <summary>Where the state of one environment copy is.</summary>
/// <param name="Task">Global index of the task.</param>
/// <param name="Copy">Copy of the task's environment.</param>
/// <param name="Blob">The state; several environments may share one blob.</param>
public sealed record EnvironmentEntry(int Task, int Copy, BlobRef Blob);

/// <summary>The range of a task's discounted returns.</summary>
/// <param name="Task">Global index of the task.</param>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
public sealed record ReturnEntry(int Task, float Least, float Greatest);

/// <summary>
/// One consistent cut through a run: which blobs hold which part. Committed by persisting it; until then it does not exist.
/// The same content always gives the same JSON.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="FencingEpoch">Grows with every new coordinator; a commit of an older epoch is refused.</param>
/// <param name="Number">Number of the checkpoint within the run, from 1.</param>
/// <param name="Round">The step counter: rounds that were completed.</param>
/// <param name="Provenance">What the run is made of.</param>
/// <param name="Learner">Weights and optimiser.</param>
/// <param name="Policy">Weights that coming rounds act with.</param>
/// <param name="Environments">All environments, ordered by task and copy; none where they begin anew, as in an asynchronous run.</param>
/// <param name="ReplayShards">All replay shards, ordered by first task.</param>
/// <param name="Counters">Further named counters, sorted by name.</param>
/// <param name="EvaluationHistory">All evaluations so far; null before the first.</param>
/// <param name="PendingEvaluation">The evaluation under way at the cut, if there was one.</param>
/// <param name="Returns">Ranges of the tasks' returns that are known and that no environment's state holds; null: none.</param>
public sealed record CheckpointManifest(
    string RunId,
    long FencingEpoch,
    long Number,
    long Round,
    Provenance Provenance,
    BlobRef Learner,
    BlobRef Policy,
    IReadOnlyList<EnvironmentEntry> Environments,
    IReadOnlyList<ShardManifest> ReplayShards,
    IReadOnlyDictionary<string, long> Counters,
    BlobRef? EvaluationHistory = null,
    BlobRef? PendingEvaluation = null,
    IReadOnlyList<ReturnEntry>? Returns = null)
{
    /// <summary>The format that this version of the project writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Format of the manifest.</summary>
    [JsonPropertyOrder(-1)]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Further named counters, sorted by name.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; init => field = Sorted(value); } = Sorted(Counters);

    /// <summary>Every blob that the checkpoint needs; one that several parts share comes once.</summary>
    public IEnumerable<BlobRef> Blobs() =>
        Environments.Select(static environment => environment.Blob)
            .Concat(ReplayShards.SelectMany(static shard => shard.Segments).Select(static segment => segment.Blob))
            .Append(Learner)
            .Append(Policy)
            .Concat(new[] { EvaluationHistory, PendingEvaluation }.OfType<BlobRef>())
            .Distinct();

    /// <summary>The manifest as JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Readable.CheckpointManifest);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidDataException">It is of another format, or no manifest.</exception>
    public static CheckpointManifest Parse(string json)
    {
        try
        {
            using (var document = JsonDocument.Parse(json))
            {
                var format = document.RootElement.TryGetProperty("format", out var found) ? found.GetRawText() : "none";
                if (format != $"{CurrentFormat}")
                {
                    throw new InvalidDataException(
                        $"the checkpoint manifest has format {format}, and this version reads format {CurrentFormat}: use the version that wrote it");
                }
            }

            return JsonSerializer.Deserialize(json, ManifestJson.Readable.CheckpointManifest)
                ?? throw new InvalidDataException("the checkpoint manifest is empty: use the checkpoint before");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"the checkpoint manifest cannot be read ({error.Message}): use the checkpoint before", error);
        }
    }

    private static SortedDictionary<string, long> Sorted(IReadOnlyDictionary<string, long> counters)
    {
        var sorted = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, value) in counters) sorted.Add(name, value);
        return sorted;
    }
}
