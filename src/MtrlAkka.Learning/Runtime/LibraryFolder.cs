using System.Runtime.InteropServices;
using TorchSharp;

namespace MtrlAkka.Learning;

/// <summary>A folder with a libtorch of the user's own, as MTRL_LIBTORCH names it.</summary>
/// <param name="path">The folder.</param>
internal sealed unsafe class LibraryFolder(string path)
{
    private const string Main = TorchLibrary.Name;

    // Each after those that it needs. What a libtorch without CUDA lacks is left out.
    private static readonly string[] Libraries = ["libc10.so", Main, "libtorch.so", "libc10_cuda.so", "libtorch_cuda.so"];

    /// <summary>The folder to take libtorch from, or null for the one that came along.</summary>
    public static LibraryFolder? Chosen { get; set; }

    /// <summary>The version that TorchSharp was built for: major and minor. To ask TorchSharp itself would load a libtorch first.</summary>
    public const string Needed = "2.10";

    /// <summary>Loads its libraries and TorchSharp's own on top of them.</summary>
    /// <exception cref="InvalidDataException">There are none, or none that TorchSharp can use; the message says what to do.</exception>
    public void Load()
    {
        if (!File.Exists(Path.Join(path, Main))) throw Refused($"there is no libtorch ({Main}) in it; name {Suggestion()}");
        foreach (string name in Libraries)
        {
            string library = Path.Join(path, name);
            if (!File.Exists(library)) continue;
            nint handle = Loaded(name, () => NativeLibrary.Load(library));
            if (name == Main && VersionOf(handle) is var version && version != Needed)
                throw Refused($"its libtorch is {version}, and TorchSharp needs {Needed}; name {Suggestion()}");
        }

        Loaded("TorchSharp's library", static () => NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null));
    }

    private nint Loaded(string what, Func<nint> load)
    {
        try
        {
            return load();
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            // The loader's own words are behind advice for programmers, one line for each place that it looked in.
            string[] lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string reason = lines.FirstOrDefault(static line => line.Contains("undefined symbol", StringComparison.Ordinal)) ?? lines[^1];
            throw Refused($"{what} cannot be loaded ({reason}); name {Suggestion()}");
        }
    }

    // The version in its highest bytes, from 2.9 on.
    private static string VersionOf(nint library) => NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out nint function)
        && ((delegate* unmanaged<ulong>)function)() is var version ? $"{version >> 56}.{(version >> 48) & 0xFF}" : "older than 2.9";

    private string Suggestion()
    {
        string? inside = new[] { "lib", Path.Join("torch", "lib") }.Select(folder => Path.Join(path, folder)).FirstOrDefault(folder => File.Exists(Path.Join(folder, Main)));
        return inside ?? $"the lib folder of a PyTorch {Needed} installation";
    }

    private InvalidDataException Refused(string why) => new($"MTRL_LIBTORCH={path}: {why}");
}
