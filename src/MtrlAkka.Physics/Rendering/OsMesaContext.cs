using System.Runtime.InteropServices;

namespace MtrlAkka.Physics.Rendering;

/// <summary>Mesa's software renderer drawing to memory: needs no device and no display.</summary>
internal sealed unsafe class OsMesaContext : GraphicsContext
{
    private const int Rgba = 0x1908, UnsignedByte = 0x1401;
    private const int DepthBits = 24, StencilBits = 8;

    // MuJoCo draws to a framebuffer object of its own; the context's own picture is never looked at.
    private const int Side = 16;

    private readonly OsMesaLibrary _library;
    private readonly byte* _picture;
    private nint _context;

    public OsMesaContext(OsMesaLibrary library)
    {
        _library = library;
        _context = library.CreateContext(Rgba, DepthBits, StencilBits, 0, 0);
        if (_context == 0) throw new RenderingException("OSMesa makes no OpenGL context");
        _picture = (byte*)NativeMemory.AllocZeroed(Side * Side * 4);
    }

    public override void MakeCurrent()
    {
        if (_library.MakeCurrent(_context, _picture, UnsignedByte, Side, Side) == 0)
            throw new RenderingException("OSMesa cannot draw on this thread");
    }

    public override void Dispose()
    {
        if (_context == 0) return;
        _library.DestroyContext(_context);
        _context = 0;
        NativeMemory.Free(_picture);
    }
}
