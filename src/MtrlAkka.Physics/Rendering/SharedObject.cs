using System.Runtime.InteropServices;

namespace MtrlAkka.Physics.Rendering;

/// <summary>
/// A system library with control over who sees its symbols, which the runtime's own loader does not give: MuJoCo looks
/// for OpenGL in the process's global symbols.
/// </summary>
internal sealed partial class SharedObject
{
    private const int Now = 2, Local = 0, Global = 0x100;

    private readonly string _name;
    private readonly nint _handle;

    private SharedObject(string name, nint handle) => (_name, _handle) = (name, handle);

    /// <summary>Loads the first library that is there, for this caller alone; null where none is.</summary>
    public static SharedObject? Open(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            nint handle = DlOpen(name, Now | Local);
            if (handle != 0) return new SharedObject(name, handle);
        }

        return null;
    }

    /// <summary>Address of a function.</summary>
    /// <exception cref="RenderingException">The library has none of that name.</exception>
    public nint Function(string name) => DlSym(_handle, name) is var address and not 0
        ? address
        : throw new RenderingException($"{_name} has no function {name}");

    /// <summary>Lets the whole process see the library's symbols, from now on.</summary>
    public void Publish() => DlOpen(_name, Now | Global);

    // Of the C library itself since glibc 2.34, older than every supported system's.
    [LibraryImport("libc.so.6", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint DlOpen(string name, int flags);

    [LibraryImport("libc.so.6", EntryPoint = "dlsym", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint DlSym(nint handle, string name);
}
