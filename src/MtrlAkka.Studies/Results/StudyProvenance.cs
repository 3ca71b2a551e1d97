using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Studies.Results;

/// <summary>What a run of a study was made of, and how it ended.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cell">Its cell.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="State">How it stands.</param>
/// <param name="Attempts">Attempts that failed.</param>
/// <param name="Problem">Why the last attempt failed, or why the run cannot be read; null: neither.</param>
/// <param name="Made">What it was made of; null where nothing of it can be read.</param>
public sealed record RunProvenance(string Name, string Cell, uint Seed, StudyRunState State, int Attempts, string? Problem, MadeOf? Made);

/// <summary>What a run's figures were made of.</summary>
/// <param name="Rounds">Rounds done.</param>
/// <param name="Tasks">Its tasks, in the order of its scores.</param>
/// <param name="EvaluationSteps">Environment steps at its evaluations.</param>
/// <param name="ActorParameters">Parameters of the actor.</param>
/// <param name="CriticParameters">Parameters of all critics together.</param>
/// <param name="Seconds">Time of its rounds, pauses left out; null where it was too short to be timed.</param>
/// <param name="ProjectVersion">Version of this project.</param>
/// <param name="MujocoVersion">Version of MuJoCo.</param>
/// <param name="ScenesVersion">Version or hash of the scenes.</param>
/// <param name="RewardVersion">Version of the reward functions.</param>
/// <param name="Arithmetic">What else decides the last bits: libtorch, device, threads, MKL's path.</param>
/// <param name="ConfigHash">SHA-256 of its effective configuration.</param>
/// <param name="Settings">Its effective settings that are not those of all runs.</param>
public sealed record MadeOf(
    long Rounds,
    IReadOnlyList<string> Tasks,
    IReadOnlyList<long> EvaluationSteps,
    long ActorParameters,
    long CriticParameters,
    double? Seconds,
    string ProjectVersion,
    string MujocoVersion,
    string ScenesVersion,
    string RewardVersion,
    string Arithmetic,
    string ConfigHash,
    IReadOnlyDictionary<string, string> Settings);

/// <summary>Where a study's tables come from: enough to make them again, and to know whether they are whole.</summary>
/// <param name="Study">Name of the study.</param>
/// <param name="Scale">Its scale.</param>
/// <param name="Command">The command that makes it again.</param>
/// <param name="DefinitionHash">SHA-256 of its definition.</param>
/// <param name="ProgramVersion">Version of the program that made the tables.</param>
/// <param name="Machine">The machine that made them.</param>
/// <param name="Common">Effective settings that all runs share.</param>
/// <param name="Runs">All runs of the grid, those that failed too.</param>
/// <param name="Files">SHA-256 of each file of the results.</param>
public sealed record StudyProvenance(
    string Study,
    string Scale,
    string Command,
    string DefinitionHash,
    string ProgramVersion,
    MachineFacts Machine,
    IReadOnlyDictionary<string, string> Common,
    IReadOnlyList<RunProvenance> Runs,
    IReadOnlyDictionary<string, string> Files)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>It as its file has it.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is missing or damaged; the message names it.</exception>
    public static StudyProvenance Read(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"there are no results: {path} is missing");
        try
        {
            return JsonSerializer.Deserialize<StudyProvenance>(File.ReadAllText(path), Json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is half-written or damaged: {error.Message}", error);
        }
    }
}
