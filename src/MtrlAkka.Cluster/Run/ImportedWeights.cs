using System.Globalization;
using System.Security.Cryptography;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Weights of a safetensors file, to start a run from or to evaluate: an export (<see cref="ExportedWeights"/>), or anyone's file
/// with the same names and shapes in F32, F64, F16 or BF16. Every refusal is one line that names the file and the array.
/// </summary>
public sealed class ImportedWeights
{
    private readonly string _source;
    private readonly byte[] _bytes;
    private readonly SafetensorsFile _file;

    private ImportedWeights(string source, byte[] bytes) => (_source, _bytes, _file) = (source, bytes, Named(source, () => SafetensorsFile.Parse(bytes)));

    /// <summary>SHA-256 of the file: the name of its blob, and its part in the run's configuration.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(_bytes));

    /// <summary>Arrays in the file.</summary>
    public int Count => _file.Tensors.Count;

    /// <summary>The configuration of the run that was exported, or null in a file that names none.</summary>
    /// <exception cref="SettingsException">It is of another version.</exception>
    public RunConfiguration? Configuration =>
        _file.Metadata.TryGetValue("config", out string? text) ? RunConfiguration.Parse(text, $"the configuration in {_source}") : null;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">There is none, it cannot be read, or it is no whole safetensors file.</exception>
    public static ImportedWeights Read(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"there is no file of weights '{path}'");
        try
        {
            return new ImportedWeights(path, File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>
    /// The file that a configuration names, checked against its networks; the configuration with the file's hash in the place of its
    /// path, as a run keeps it; and what was taken for arrays that the file has none of. Null and the same where it names none.
    /// </summary>
    /// <exception cref="InvalidDataException">There is no such file, or no agent of this configuration can start from it.</exception>
    public static (ImportedWeights? Weights, RunConfiguration Configuration, IReadOnlyList<string> Assumed) Of(RunConfiguration configuration)
    {
        var learner = configuration.Settings.Learner;
        if (learner.Weights is not { } path) return (null, configuration, []);
        var weights = Read(path);
        return (weights, configuration.With("learner.weights", weights.Hash), weights.Start(learner.Sac).Assumed);
    }

    /// <summary>The weights that <see cref="Store"/> kept in a run's blobs.</summary>
    /// <exception cref="BlobException">They are damaged.</exception>
    /// <exception cref="InvalidDataException">They are not there.</exception>
    public static ImportedWeights Kept(IBlobStore blobs, string hash)
    {
        var blob = blobs.List().FirstOrDefault(blob => blob.Hash == hash)
            ?? throw new InvalidDataException($"the weights to start from are missing: there is no blob {hash}");
        return new ImportedWeights($"the weights to start from, {blob},", blobs.ReadVerified(blob));
    }

    /// <summary>Keeps the file as it is among a run's blobs, where its first commit makes it needless.</summary>
    public BlobRef Store(IBlobStore blobs) => blobs.Write(_bytes);

    /// <summary>All weights of a new agent.</summary>
    /// <exception cref="InvalidDataException">An array is missing, of another shape or type, or of no network of these settings.</exception>
    public StartingWeights Start(SacSettings settings) => Named(_source, () => StartingWeights.Of(settings, Arrays("")));

    /// <summary>The policy alone, as of the round that the file names, or of round 0.</summary>
    /// <exception cref="InvalidDataException">An array of the actor is missing, of another shape or type, or unknown.</exception>
    public PolicyVersion Policy(SacSettings settings) =>
        new(Number("round"), Named(_source, () => StartingWeights.Policy(settings, Arrays("actor/", "critic/embedding"), Number("updates"))));

    private List<NamedArray> Arrays(params string[] prefixes) =>
    [
        .. _file.Tensors.Where(tensor => prefixes.Any(prefix => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(static tensor => new NamedArray(tensor.Name, tensor.Shape, tensor.ToFloats())),
    ];

    private long Number(string key) =>
        _file.Metadata.TryGetValue(key, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static T Named<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{source}: {error.Message}", error);
        }
    }
}
