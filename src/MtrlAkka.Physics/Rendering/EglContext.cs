namespace MtrlAkka.Physics.Rendering;

/// <summary>An OpenGL context on a device of EGL.</summary>
internal sealed unsafe class EglContext : GraphicsContext
{
    private const int Width = 0x3057, Height = 0x3056, None = 0x3038;

    // MuJoCo draws to a framebuffer object of its own; the surface is never looked at.
    private const int Side = 16;

    private readonly EglLibrary _library;
    private readonly nint _surface;
    private nint _context;

    public EglContext(EglLibrary library)
    {
        _library = library;
        int* size = stackalloc int[] { Width, Side, Height, Side, None };
        int* nothing = stackalloc int[] { None };
        _surface = library.CreateSurface(library.Display, library.Configuration, size);
        if (_surface == 0) throw new RenderingException("EGL makes no surface to draw on");
        _context = library.CreateContext(library.Display, library.Configuration, 0, nothing);
        if (_context != 0) return;
        library.DestroySurface(library.Display, _surface);
        throw new RenderingException("EGL makes no OpenGL context");
    }

    public override void MakeCurrent()
    {
        if (_library.MakeCurrent(_library.Display, _surface, _surface, _context) == 0)
            throw new RenderingException("EGL cannot draw on this thread");
    }

    public override void Dispose()
    {
        if (_context == 0) return;
        _library.MakeCurrent(_library.Display, 0, 0, 0);
        _library.DestroyContext(_library.Display, _context);
        _library.DestroySurface(_library.Display, _surface);
        _context = 0;
    }
}
