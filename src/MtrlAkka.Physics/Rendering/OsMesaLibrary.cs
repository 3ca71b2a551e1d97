namespace MtrlAkka.Physics.Rendering;

/// <summary>The entry points of libOSMesa.</summary>
internal sealed unsafe class OsMesaLibrary : IGraphicsPlatform
{
    private readonly SharedObject _library;

    private OsMesaLibrary(SharedObject library)
    {
        _library = library;
        CreateContext = (delegate* unmanaged<int, int, int, int, nint, nint>)library.Function("OSMesaCreateContextExt");
        MakeCurrent = (delegate* unmanaged<nint, void*, int, int, int, byte>)library.Function("OSMesaMakeCurrent");
        DestroyContext = (delegate* unmanaged<nint, void>)library.Function("OSMesaDestroyContext");
    }

    public string Description => "OSMesa, software on the processor";

    public delegate* unmanaged<int, int, int, int, nint, nint> CreateContext { get; }

    public delegate* unmanaged<nint, void*, int, int, int, byte> MakeCurrent { get; }

    public delegate* unmanaged<nint, void> DestroyContext { get; }

    /// <summary>Mesa's library, or null where it is not installed.</summary>
    public static OsMesaLibrary? Find() => SharedObject.Open("libOSMesa.so.8", "libOSMesa.so.6") is { } library ? new OsMesaLibrary(library) : null;

    public GraphicsContext CreateGraphicsContext() => new OsMesaContext(this);

    public void Publish() => _library.Publish();
}
