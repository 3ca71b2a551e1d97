using System.Text.Json;
using MtrlAkka.Checkpoints;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cli.Verification;

/// <summary>
/// A folder with what Meta-World recorded, a safetensors file named after each task. Rewards of version 1 along the same
/// rollouts lie in a folder beside it whose name ends with -v1.
/// </summary>
internal sealed class GoldenFolder
{
    private const string Extension = ".safetensors";
    private const string V1Suffix = "-v1";
    private readonly string _path;
    private readonly string? _rewards;

    /// <summary>Looks into a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="chosen">Names of the tasks to take; empty takes all that this version has.</param>
    /// <param name="reward">The rewards to read.</param>
    /// <exception cref="InvalidDataException">It is no such folder, or lacks a task that was chosen.</exception>
    /// <exception cref="MetaWorldException">A chosen task is not known.</exception>
    public GoldenFolder(string path, IReadOnlyList<string> chosen, RewardVersion reward = RewardVersion.V2)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        if (reward == RewardVersion.V1)
        {
            if (path.EndsWith(V1Suffix, StringComparison.Ordinal)) path = path[..^V1Suffix.Length];
            _rewards = path + V1Suffix;
            if (!Directory.Exists(_rewards)) throw new InvalidDataException($"there is no folder {_rewards} with rewards of version 1");
        }

        _path = path;
        string[] there = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*" + Extension).Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)]
            : throw new InvalidDataException($"there is no folder {path}: --golden names the folder of the golden files");
        if (there.Length == 0) throw new InvalidDataException($"there are no golden files (TASK{Extension}) in {path}");
        if (chosen.Count > 0)
        {
            Tasks = [.. chosen.Select(TaskCatalog.FullName)];
            Unknown = [];
            if (Tasks.FirstOrDefault(task => !there.Contains(task)) is { } absent)
                throw new InvalidDataException($"there is no {absent}{Extension} in {path}");
        }
        else
        {
            Tasks = [.. TaskCatalog.Names.Where(there.Contains)];
            Unknown = [.. there.Except(TaskCatalog.Names)];
            if (Tasks.Count == 0) throw new InvalidDataException($"none of the golden files in {path} is of a task that this version has: {string.Join(", ", there)}");
        }
    }

    /// <summary>Full names of the tasks to compare.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>Names of the files whose tasks this version does not have.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Reads what was recorded of a task.</summary>
    /// <exception cref="InvalidDataException">The file is no golden file; the message names it.</exception>
    public GoldenTask Read(string task)
    {
        string path = Path.Combine(_path, task + Extension);
        var file = SafetensorsFile.Read(path);
        var rewards = _rewards is null ? file : SafetensorsFile.Read(Path.Combine(_rewards, task + Extension));
        try
        {
            return GoldenTask.Parse(DescriptionOf(file), name => (IsReward(name) ? rewards : file)[name].ToDoubles());
        }
        catch (Exception error) when (error is MetaWorldException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} is no golden file of a task: {error.Message}", error);
        }
    }

    /// <summary>Reads a file of goals: benchmark, seed and the tasks in the order in which they were drawn.</summary>
    /// <exception cref="InvalidDataException">The file is no file of goals.</exception>
    public static (string Benchmark, uint Seed, IReadOnlyList<string> Order, SafetensorsFile File) ReadGoals(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"there is no file {path}: --golden names a file of goals");
        var file = SafetensorsFile.Read(path);
        try
        {
            using var json = JsonDocument.Parse(DescriptionOf(file));
            var root = json.RootElement;
            string[] order = [.. root.GetProperty("order").EnumerateArray().Select(static task => task.GetString()!)];
            return (root.GetProperty("benchmark").GetString()!, root.GetProperty("seed").GetUInt32(), order, file);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} is no file of goals (a golden file with benchmark, seed and order): {error.Message}", error);
        }
    }

    private static bool IsReward(string tensor) =>
        tensor.EndsWith("/reward", StringComparison.Ordinal) || tensor.EndsWith("/info", StringComparison.Ordinal);

    private static string DescriptionOf(SafetensorsFile file) => file.Metadata.GetValueOrDefault("json")
        ?? throw new InvalidDataException("it has no description (the metadata entry 'json')");
}
