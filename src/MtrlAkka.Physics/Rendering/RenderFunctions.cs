using System.Runtime.InteropServices;

namespace MtrlAkka.Physics.Rendering;

/// <summary>The entry points of libmujoco's visualiser (mjv_) and OpenGL renderer (mjr_), as unmanaged function pointers.</summary>
internal sealed unsafe class RenderFunctions
{
    /// <summary>Looks them up.</summary>
    /// <exception cref="RenderingException">This libmujoco is built without its renderer.</exception>
    public RenderFunctions(MuJoCoLibrary library)
    {
        nint Export(string name) => NativeLibrary.TryGetExport(library.Handle, name, out nint address)
            ? address
            : throw new RenderingException($"{library.Path} has no renderer ({name} is missing): take another build of MuJoCo");

        DefaultScene = (delegate* unmanaged<void*, void>)Export("mjv_defaultScene");
        MakeScene = (delegate* unmanaged<nint, void*, int, void>)Export("mjv_makeScene");
        FreeScene = (delegate* unmanaged<void*, void>)Export("mjv_freeScene");
        DefaultOption = (delegate* unmanaged<void*, void>)Export("mjv_defaultOption");
        DefaultCamera = (delegate* unmanaged<void*, void>)Export("mjv_defaultCamera");
        UpdateScene = (delegate* unmanaged<nint, nint, void*, void*, void*, int, void*, void>)Export("mjv_updateScene");
        DefaultContext = (delegate* unmanaged<void*, void>)Export("mjr_defaultContext");
        MakeContext = (delegate* unmanaged<nint, void*, int, void>)Export("mjr_makeContext");
        FreeContext = (delegate* unmanaged<void*, void>)Export("mjr_freeContext");
        SetBuffer = (delegate* unmanaged<int, void*, void>)Export("mjr_setBuffer");
        Render = (delegate* unmanaged<PixelArea, void*, void*, void>)Export("mjr_render");
        ReadPixels = (delegate* unmanaged<byte*, float*, PixelArea, void*, void>)Export("mjr_readPixels");
        Label = (delegate* unmanaged<PixelArea, int, byte*, float, float, float, float, float, float, float, void*, void>)Export("mjr_label");
        if (NativeLibrary.TryGetExport(library.Handle, "mjr_resizeOffscreen", out nint resize))
            ResizeOffscreen = (delegate* unmanaged<int, int, void*, void>)resize;
    }

    public delegate* unmanaged<void*, void> DefaultScene { get; }

    public delegate* unmanaged<nint, void*, int, void> MakeScene { get; }

    public delegate* unmanaged<void*, void> FreeScene { get; }

    public delegate* unmanaged<void*, void> DefaultOption { get; }

    public delegate* unmanaged<void*, void> DefaultCamera { get; }

    public delegate* unmanaged<nint, nint, void*, void*, void*, int, void*, void> UpdateScene { get; }

    public delegate* unmanaged<void*, void> DefaultContext { get; }

    public delegate* unmanaged<nint, void*, int, void> MakeContext { get; }

    public delegate* unmanaged<void*, void> FreeContext { get; }

    public delegate* unmanaged<int, void*, void> SetBuffer { get; }

    public delegate* unmanaged<PixelArea, void*, void*, void> Render { get; }

    public delegate* unmanaged<byte*, float*, PixelArea, void*, void> ReadPixels { get; }

    public delegate* unmanaged<PixelArea, int, byte*, float, float, float, float, float, float, float, void*, void> Label { get; }

    /// <summary>Null in versions before 2.3.4.</summary>
    public delegate* unmanaged<int, int, void*, void> ResizeOffscreen { get; }
}
