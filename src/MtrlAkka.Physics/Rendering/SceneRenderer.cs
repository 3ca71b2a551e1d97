using System.Runtime.InteropServices;

namespace MtrlAkka.Physics.Rendering;

/// <summary>
/// Makes pictures of simulations of one model, with libmujoco's own renderer and without a window. It belongs to the
/// thread that made it, <see cref="Dispose"/> included. A frame allocates nothing on the managed heap.
/// </summary>
/// <remarks>
/// Drawn are the geoms of the groups 0, 1, 2 and 5, and the sites of the groups 0, 1 and 2; the groups 3 and 4 hold what
/// is only touched. The same state gives the same bytes on the same machine.
/// </remarks>
public sealed unsafe class SceneRenderer : IDisposable
{
    /// <summary>Bytes of a pixel: red, green, blue.</summary>
    public const int Channels = OffscreenTarget.Channels;

    /// <summary>The finest supersampling.</summary>
    public const int MostSamples = OffscreenTarget.MostSamples;

    private const int OptionGeomGroups = 8, Groups = 6, ShownGroups = 0b100111;
    private const int CameraType = 0, CameraId = 4, FixedCamera = 2;
    private const int AllCategories = 7;

    // For what is drawn beside geoms and sites: a light's or a camera's mark, a contact's arrow.
    private const int SpareGeoms = 1000;

    private readonly OffscreenTarget _target;
    private byte* _scene, _option, _camera;

    /// <summary>Prepares the model's meshes and textures for drawing.</summary>
    /// <param name="model">The scene; it must live as long as this.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="supersampling">
    /// Pixels drawn for one pixel's side, 1 to <see cref="MostSamples"/>, and fewer where the scene's offscreen buffer is
    /// too small and cannot grow (before MuJoCo 2.3.4); 0 takes 2, or 1 where the driver smooths edges by itself.
    /// </param>
    /// <exception cref="RenderingException">Nothing here draws, or the scene's offscreen buffer is too small and cannot grow.</exception>
    public SceneRenderer(Model model, int width, int height, int supersampling = 0)
    {
        var functions = new RenderFunctions(model.Library);
        Model = model;
        _target = new OffscreenTarget(functions, model.Pointer, width, height, supersampling);
        _scene = OffscreenTarget.Zeroed(OffscreenTarget.StructSize);
        _option = OffscreenTarget.Zeroed(OffscreenTarget.StructSize);
        _camera = OffscreenTarget.Zeroed(OffscreenTarget.StructSize);
        functions.DefaultScene(_scene);
        functions.MakeScene(model.Pointer, _scene, model.GeomCount + model.SiteCount + SpareGeoms);
        functions.DefaultOption(_option);
        for (int group = 0; group < Groups; group++) _option[OptionGeomGroups + group] = (byte)((ShownGroups >> group) & 1);
        functions.DefaultCamera(_camera);
        *(int*)(_camera + CameraType) = FixedCamera;
    }

    /// <summary>The scene.</summary>
    public Model Model { get; }

    /// <summary>Pixels of a row.</summary>
    public int Width => _target.Width;

    /// <summary>Rows.</summary>
    public int Height => _target.Height;

    /// <summary>Bytes of a picture.</summary>
    public int PictureSize => Width * Height * Channels;

    /// <summary>Draws a simulation as it stands.</summary>
    /// <param name="simulation">A simulation of <see cref="Model"/>, with everything derived from its state.</param>
    /// <param name="camera">Index of a camera, from <see cref="Model.Camera"/>.</param>
    /// <param name="rgb">Receives <see cref="PictureSize"/> bytes: red, green, blue of each pixel, top row first.</param>
    /// <exception cref="ArgumentException">The simulation is of another model.</exception>
    /// <exception cref="InvalidOperationException">This is not the thread that made the renderer.</exception>
    public void Render(Simulation simulation, int camera, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(camera);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(camera, Model.CameraCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, PictureSize);
        if (simulation.Model != Model) throw new ArgumentException("the simulation is of another model", nameof(simulation));
        _target.Begin();
        *(int*)(_camera + CameraId) = camera;
        var functions = _target.Functions;
        functions.UpdateScene(Model.Pointer, simulation.Pointer, _option, null, _camera, AllCategories, _scene);
        functions.Render(_target.Area, _scene, _target.Context);
        _target.Read(rgb);
        GC.KeepAlive(simulation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_scene == null) return;
        _target.Functions.FreeScene(_scene);
        NativeMemory.Free(_scene);
        NativeMemory.Free(_option);
        NativeMemory.Free(_camera);
        _scene = _option = _camera = null;
        _target.Dispose();
    }
}
