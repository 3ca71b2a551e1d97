using System.Security.Cryptography;
using System.Text;

namespace MtrlAkka.Studies.Results;

/// <summary>Files that are there as a whole or not at all: written beside their place, synced, and renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Ending of a file that is being written.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>Writes a file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using (var stream = File.Create(path + Unfinished)) stream.Write(content);
        Finish(path);
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Puts what was written beside a file in its place.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Finish(string path)
    {
        using (var stream = new FileStream(path + Unfinished, FileMode.Open, FileAccess.ReadWrite)) stream.Flush(flushToDisk: true);
        File.Move(path + Unfinished, path, overwrite: true);
    }

    /// <summary>SHA-256 of a file.</summary>
    public static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
