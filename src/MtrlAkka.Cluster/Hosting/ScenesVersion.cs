using System.Security.Cryptography;
using System.Text;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>Tells the scene files of runs apart.</summary>
public static class ScenesVersion
{
    /// <summary>Hash of all scene files, so that a run's record tells scenes apart; 16 hexadecimal digits.</summary>
    /// <param name="assets">Folder with Meta-World's own files, or null for this project's.</param>
    public static string Of(string? assets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string root = assets ?? Path.Combine(AppContext.BaseDirectory, "Scenes");
        foreach (string path in Directory.EnumerateFiles(root, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, path)));
            hash.AppendData(File.ReadAllBytes(path));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
