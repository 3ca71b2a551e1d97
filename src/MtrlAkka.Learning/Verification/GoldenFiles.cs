using System.Text.Json;

namespace MtrlAkka.Learning.Verification;

/// <summary>The golden files of a folder and of all folders in it: each NAME.safetensors with its NAME.json, and descriptions that stand alone.</summary>
public static class GoldenFiles
{
    private const string TensorsExtension = ".safetensors", DescriptionExtension = ".json";

    /// <summary>Paths of all files without their extensions, sorted, each once.</summary>
    /// <exception cref="InvalidDataException">There is no such folder, or no golden file in it.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        if (!Directory.Exists(folder)) throw new InvalidDataException($"there is no folder {folder}: --golden names the folder of the golden files");
        string[] found =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(static path => Path.GetExtension(path) is TensorsExtension or DescriptionExtension)
                .Select(static path => Path.ChangeExtension(path, null)).Distinct().Order(StringComparer.Ordinal),
        ];
        return found.Length > 0 ? found : throw new InvalidDataException($"there are no golden files (NAME{TensorsExtension} with NAME{DescriptionExtension}) in {folder}");
    }

    /// <summary>Reads one of <see cref="In"/>.</summary>
    /// <param name="folder">The folder, which its name leaves out.</param>
    /// <param name="path">Its path without extension.</param>
    /// <param name="read">Reads a file of tensors.</param>
    /// <exception cref="InvalidDataException">A part of it is missing or cannot be read; the message says which.</exception>
    public static GoldenFile Read(string folder, string path, Func<string, IReadOnlyList<GoldenTensor>> read)
    {
        string description = path + DescriptionExtension, tensors = path + TensorsExtension;
        if (!File.Exists(description)) throw new InvalidDataException($"its description {Path.GetFileName(description)} is missing");
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(description));
            root = document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{Path.GetFileName(description)} is no JSON: {error.Message}", error);
        }

        bool alone = !File.Exists(tensors);
        if (alone && root.ValueKind == JsonValueKind.Object && root.TryGetProperty("tensors", out _))
            throw new InvalidDataException($"its tensors {Path.GetFileName(tensors)} are missing");
        return new GoldenFile(NameOf(folder, path), root, alone ? [] : read(tensors));
    }

    /// <summary>What to call a file of <see cref="In"/>.</summary>
    public static string NameOf(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
