using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MtrlAkka.Learning;

/// <summary>The loaded libtorch, for the functions that are called past TorchSharp.</summary>
internal static class TorchLibrary
{
    /// <summary>The library's name, as it is loaded already: never a second copy from another folder.</summary>
    public const string Name = "libtorch_cpu.so";

    static TorchLibrary()
    {
        TorchPreload.ShortenSpin();
        LibraryFolder.Chosen?.Load();
        torch.InitializeDeviceType(DeviceType.CPU);
        // Set explicitly, the number is no longer MKL's to change from call to call.
        torch.set_num_threads(torch.get_num_threads());
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), static (name, _, _) => name == Name ? NativeLibrary.Load(Name) : 0);
    }

    /// <summary>Makes sure that libtorch is loaded.</summary>
    public static void Load()
    {
    }

    /// <summary>Address of an exported function of libtorch or of a library that it depends on; 0 where there is none.</summary>
    public static nint Function(string name) => NativeLibrary.TryGetExport(NativeLibrary.Load(Name), name, out nint address) ? address : 0;
}
