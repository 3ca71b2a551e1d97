using System.Runtime.InteropServices;
using System.Text;

namespace MtrlAkka.Physics.Rendering;

/// <summary>libEGL, and one device of it that OpenGL works on: a graphics card, or Mesa's software in its place.</summary>
internal sealed unsafe class EglLibrary : IGraphicsPlatform
{
    private const int DevicePlatform = 0x313F, Extensions = 0x3055, DesktopOpenGl = 0x30A2, None = 0x3038;
    private const int SurfaceType = 0x3033, Pbuffer = 1, Renderable = 0x3040, OpenGlBit = 8;
    private const int Red = 0x3024, Green = 0x3023, Blue = 0x3022, Depth = 0x3025, Stencil = 0x3026;
    private const int MostDevices = 16;

    private static readonly int[] Wanted =
        [SurfaceType, Pbuffer, Renderable, OpenGlBit, Red, 8, Green, 8, Blue, 8, Depth, 24, Stencil, 8, None];

    private readonly SharedObject _library;
    private readonly delegate* unmanaged<byte*, nint> _procedure;
    private readonly delegate* unmanaged<int, int> _bindApi;

    private EglLibrary(SharedObject library)
    {
        _library = library;
        _procedure = (delegate* unmanaged<byte*, nint>)library.Function("eglGetProcAddress");
        _bindApi = (delegate* unmanaged<int, int>)library.Function("eglBindAPI");
        CreateSurface = (delegate* unmanaged<nint, nint, int*, nint>)library.Function("eglCreatePbufferSurface");
        CreateContext = (delegate* unmanaged<nint, nint, nint, int*, nint>)library.Function("eglCreateContext");
        MakeCurrent = (delegate* unmanaged<nint, nint, nint, nint, int>)library.Function("eglMakeCurrent");
        DestroyContext = (delegate* unmanaged<nint, nint, int>)library.Function("eglDestroyContext");
        DestroySurface = (delegate* unmanaged<nint, nint, int>)library.Function("eglDestroySurface");
    }

    public string Description { get; private set; } = "";

    /// <summary>The device's EGLDisplay. It is kept until the process ends: all contexts share it.</summary>
    public nint Display { get; private set; }

    /// <summary>What contexts and their surfaces are made of, an EGLConfig.</summary>
    public nint Configuration { get; private set; }

    public delegate* unmanaged<nint, nint, int*, nint> CreateSurface { get; }

    public delegate* unmanaged<nint, nint, nint, int*, nint> CreateContext { get; }

    public delegate* unmanaged<nint, nint, nint, nint, int> MakeCurrent { get; }

    public delegate* unmanaged<nint, nint, int> DestroyContext { get; }

    public delegate* unmanaged<nint, nint, int> DestroySurface { get; }

    /// <summary>The first device on which a context can really be made, or null where there is none.</summary>
    /// <param name="software">Whether Mesa's software counts as one.</param>
    public static EglLibrary? Find(bool software)
    {
        if (SharedObject.Open("libEGL.so.1") is not { } library) return null;
        try
        {
            var egl = new EglLibrary(library);
            return egl.Choose(software) ? egl : null;
        }
        catch (RenderingException)
        {
            return null;
        }
    }

    public GraphicsContext CreateGraphicsContext()
    {
        // Which API a context is made for is a setting of each thread.
        _bindApi(DesktopOpenGl);
        return new EglContext(this);
    }

    public void Publish() => _library.Publish();

    private bool Choose(bool software)
    {
        nint query = Procedure("eglQueryDevicesEXT"), platform = Procedure("eglGetPlatformDisplayEXT");
        if (query == 0 || platform == 0) return false;
        nint* devices = stackalloc nint[MostDevices];
        int count;
        if (((delegate* unmanaged<int, nint*, int*, int>)query)(MostDevices, devices, &count) == 0) return false;
        for (int i = 0; i < count; i++)
        {
            bool isSoftware = Words(devices[i]).Contains("EGL_MESA_device_software", StringComparison.Ordinal);
            if (isSoftware && !software) continue;
            Display = ((delegate* unmanaged<int, nint, int*, nint>)platform)(DevicePlatform, devices[i], null);
            Description = isSoftware ? "EGL, Mesa's software on the processor" : $"EGL, graphics device {i}";
            if (Display != 0 && Works()) return true;
        }

        return false;
    }

    private bool Works()
    {
        int major, minor, found;
        if (((delegate* unmanaged<nint, int*, int*, int>)_library.Function("eglInitialize"))(Display, &major, &minor) == 0) return false;
        nint configuration;
        var choose = (delegate* unmanaged<nint, int*, nint*, int, int*, int>)_library.Function("eglChooseConfig");
        fixed (int* wanted = Wanted)
        {
            if (choose(Display, wanted, &configuration, 1, &found) == 0 || found == 0) return false;
        }

        Configuration = configuration;
        try
        {
            using var trial = CreateGraphicsContext();
            trial.MakeCurrent();
            return true;
        }
        catch (RenderingException)
        {
            return false;
        }
    }

    private string Words(nint device)
    {
        nint query = Procedure("eglQueryDeviceStringEXT");
        return query == 0 ? "" : Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, int, nint>)query)(device, Extensions)) ?? "";
    }

    private nint Procedure(string name)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(name + '\0')) return _procedure(bytes);
    }
}
