using System.Runtime.InteropServices;

namespace MtrlAkka.Physics.Rendering;

/// <summary>An OpenGL context with MuJoCo's offscreen buffer and fonts (mjrContext), and the way of its pixels to managed memory.</summary>
internal sealed unsafe class OffscreenTarget : IDisposable
{
    /// <summary>Bytes of a pixel: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>The finest supersampling.</summary>
    public const int MostSamples = 8;

    // MuJoCo's structs differ from version to version. None is larger than 62 kB in those that MuJoCoLayout knows, and no
    // other version is loaded; the few fields used here stand at the same place in all of them.
    public const int StructSize = 1 << 18;

    private const int WidthField = 40, HeightField = 44, MultisamplesField = 48;
    private const int OffscreenBuffer = 1;
    private const int FontStep = 100, LargestFont = 300;
    private const int EnoughMultisamples = 4;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly GraphicsContext _graphics;
    private readonly byte* _fine;

    /// <summary>Makes the context current and uploads a model's meshes and textures.</summary>
    /// <param name="functions">MuJoCo's renderer.</param>
    /// <param name="model">An mjModel; it is not needed after this.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="supersampling">Pixels drawn for one pixel's side, at most; 0 for what fits and looks good.</param>
    /// <exception cref="RenderingException">Nothing here draws, or the buffer is too small and cannot grow.</exception>
    public OffscreenTarget(RenderFunctions functions, nint model, int width, int height, int supersampling)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(supersampling);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(supersampling, MostSamples);
        Functions = functions;
        (Width, Height) = (width, height);
        _graphics = GraphicsPlatform.Chosen.CreateGraphicsContext();
        Context = Zeroed(StructSize);
        try
        {
            _graphics.MakeCurrent();
            functions.DefaultContext(Context);
            functions.MakeContext(model, Context, Math.Clamp(supersampling * FontStep, FontStep, LargestFont));
            functions.SetBuffer(OffscreenBuffer, Context);
            Samples = supersampling > 0 ? supersampling : DefaultSamples();
            while (!Fits() && Samples > 1) Samples--;
            if (!Fits())
            {
                throw new RenderingException(
                    $"a picture of {width}x{height} is larger than the scene's offscreen buffer of {Field(WidthField)}x{Field(HeightField)}, "
                    + "which this MuJoCo cannot enlarge: ask for a smaller one");
            }

            _fine = Zeroed(FineSize);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public RenderFunctions Functions { get; }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Pixels drawn for one pixel's side.</summary>
    public int Samples { get; private set; }

    /// <summary>The mjrContext; null after <see cref="Dispose"/>.</summary>
    public byte* Context { get; private set; }

    /// <summary>What is drawn to, in drawn pixels.</summary>
    public PixelArea Area => new(0, 0, Width * Samples, Height * Samples);

    private int FineSize => checked(Width * Samples * Height * Samples * Channels);

    /// <summary>Zeroed native memory, to be freed by <see cref="NativeMemory.Free"/>.</summary>
    public static byte* Zeroed(int size) => (byte*)NativeMemory.AllocZeroed((nuint)size);

    /// <summary>Makes what is drawn from now on go here.</summary>
    /// <exception cref="InvalidOperationException">This is not the thread that made it.</exception>
    public void Begin()
    {
        ObjectDisposedException.ThrowIf(Context == null, this);
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("an OpenGL context belongs to the thread that made it");
        _graphics.MakeCurrent();
    }

    /// <summary>Copies what was drawn, averaged to the asked size, top row first.</summary>
    public void Read(Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, Width * Height * Channels);
        Functions.ReadPixels(_fine, null, Area, Context);
        PixelAverage.Reduce(new ReadOnlySpan<byte>(_fine, FineSize), Width, Samples, rgb);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Context == null) return;
        _graphics.MakeCurrent();
        Functions.FreeContext(Context);
        NativeMemory.Free(Context);
        Context = null;
        NativeMemory.Free(_fine);
        _graphics.Dispose();
    }

    private int DefaultSamples()
    {
        bool fits = 2 * Width <= Field(WidthField) && 2 * Height <= Field(HeightField);
        return fits && Field(MultisamplesField) < EnoughMultisamples ? 2 : 1;
    }

    // Enlarges the buffer where MuJoCo can.
    private bool Fits()
    {
        int width = Width * Samples, height = Height * Samples;
        if ((width > Field(WidthField) || height > Field(HeightField)) && Functions.ResizeOffscreen != null)
            Functions.ResizeOffscreen(width, height, Context);
        return width <= Field(WidthField) && height <= Field(HeightField);
    }

    private int Field(int offset) => *(int*)(Context + offset);
}
