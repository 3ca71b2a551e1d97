using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Physics.Tests.Rendering;

[Collection(nameof(Drawing))]
public sealed class SceneRendererTests : IDisposable
{
    private const int Width = 160, Height = 120;
    private const double Radius = 0.1;

    private const string Balls = """
        <mujoco>
          <visual>
            <global offwidth="320" offheight="240"/>
            <headlight ambient="1 1 1" diffuse="0 0 0" specular="0 0 0"/>
            <quality shadowsize="0" offsamples="0"/>
          </visual>
          <worldbody>
            <camera name="side" pos="0 -2 0.5" xyaxes="1 0 0 0 0 1" fovy="45"/>
            <camera name="top" pos="0 0 3" fovy="45"/>
            <body name="red" pos="0.3 0.1 0.8"><freejoint/><geom type="sphere" size="0.1" rgba="1 0 0 1"/></body>
            <geom type="sphere" pos="-0.3 0.2 0.2" size="0.1" rgba="0 1 0 1" group="5"/>
            <geom type="sphere" pos="-0.3 -0.2 0.8" size="0.1" rgba="0 0 1 1" group="3"/>
            <geom type="sphere" pos="0.3 -0.2 0.2" size="0.1" rgba="0 0 1 1" group="4"/>
            <site type="sphere" pos="0 0 0.5" size="0.1" rgba="1 1 0 1"/>
          </worldbody>
        </mujoco>
        """;

    private static readonly Dictionary<string, Pinhole> Cameras = new()
    {
        ["side"] = new Pinhole([0, -2, 0.5], [1, 0, 0], [0, 0, 1], Math.PI / 4),
        ["top"] = new Pinhole([0, 0, 3], [1, 0, 0], [0, 1, 0], Math.PI / 4),
    };

    private readonly Scene _scene = new(Balls);
    private readonly Model _model;
    private readonly Simulation _simulation;

    public SceneRendererTests()
    {
        _model = Model.Load(MuJoCoLibrary.Load(), _scene.Path);
        _simulation = new Simulation(_model);
        _simulation.Forward();
    }

    public void Dispose()
    {
        _simulation.Dispose();
        _model.Dispose();
        _scene.Dispose();
    }

    [RenderingFact]
    public void Things_are_seen_where_the_camera_sees_them()
    {
        foreach (var (name, camera) in Cameras)
        {
            byte[] picture = Picture(name);
            foreach (var (point, colour) in new[] { ((double[])[0.3, 0.1, 0.8], (255, 0, 0)), ([-0.3, 0.2, 0.2], (0, 255, 0)), ([0, 0, 0.5], (255, 255, 0)) })
            {
                var (x, y, depth) = camera.Project(point, Width, Height);
                Assert.Equal(colour, Pixel(picture, x, y));
                double area = Math.PI * Math.Pow(Radius * camera.Focus(Height) / depth, 2);
                int seen = Enumerable.Range(0, Width * Height).Count(i => Pixel(picture, i % Width, i / Width) == colour);
                Assert.InRange(seen, 0.75 * area, 1.1 * area);
            }
        }
    }

    [RenderingFact]
    public void What_is_only_touched_is_not_drawn()
    {
        foreach (string name in Cameras.Keys)
        {
            byte[] picture = Picture(name);
            Assert.DoesNotContain((0, 0, 255), Enumerable.Range(0, Width * Height).Select(i => Pixel(picture, i % Width, i / Width)));
        }
    }

    [RenderingFact]
    public void The_same_state_gives_the_same_bytes()
    {
        byte[] first = Picture("side");
        Assert.Equal(first, Picture("side"));
        Assert.NotEqual(first, Picture("top"));
        _simulation.Positions[2] -= 0.2;
        _simulation.Forward();
        Assert.NotEqual(first, Picture("side"));
    }

    [RenderingFact]
    public void Two_renderers_do_not_disturb_each_other()
    {
        using var one = new SceneRenderer(_model, Width, Height);
        using var two = new SceneRenderer(_model, Height, Width);
        byte[] first = new byte[one.PictureSize], other = new byte[two.PictureSize], again = new byte[one.PictureSize];
        one.Render(_simulation, 0, first);
        two.Render(_simulation, 1, other);
        one.Render(_simulation, 0, again);
        Assert.Equal(first, again);
    }

    [RenderingFact]
    public void A_frame_allocates_nothing()
    {
        using var renderer = new SceneRenderer(_model, Width, Height);
        byte[] picture = new byte[renderer.PictureSize];
        renderer.Render(_simulation, 0, picture);
        long before = GC.GetAllocatedBytesForCurrentThread();
        renderer.Render(_simulation, 1, picture);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [RenderingFact]
    public void The_offscreen_buffer_grows_where_MuJoCo_can()
    {
        if (_model.Library.Version == "2.2.2")
        {
            var error = Assert.Throws<RenderingException>(() => new SceneRenderer(_model, 640, 480));
            Assert.Contains("640x480", error.Message, StringComparison.Ordinal);
            Assert.Contains("320x240", error.Message, StringComparison.Ordinal);
        }
        else
        {
            using var renderer = new SceneRenderer(_model, 640, 480);
            byte[] picture = new byte[renderer.PictureSize];
            renderer.Render(_simulation, 0, picture);
            Assert.Contains(byte.MaxValue, picture);
        }
    }

    [RenderingFact]
    public async Task Another_thread_is_refused()
    {
        using var renderer = new SceneRenderer(_model, Width, Height);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Factory.StartNew(
            () => renderer.Render(_simulation, 0, new byte[renderer.PictureSize]),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    [RenderingFact]
    public void What_does_not_fit_is_refused()
    {
        using var simulation = new Simulation(_model);
        using var scene = new Scene(Balls);
        using var model = Model.Load(_model.Library, scene.Path);
        var renderer = new SceneRenderer(model, Width, Height);
        Assert.Throws<ArgumentException>(() => renderer.Render(simulation, 0, new byte[renderer.PictureSize]));
        Assert.Throws<ArgumentOutOfRangeException>(() => renderer.Render(simulation, 0, new byte[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => renderer.Render(simulation, 2, new byte[renderer.PictureSize]));
        renderer.Dispose();
        renderer.Dispose();
        using var other = new Simulation(model);
        Assert.Throws<ObjectDisposedException>(() => renderer.Render(other, 0, new byte[renderer.PictureSize]));
    }

    [RenderingFact]
    public void A_label_is_ink_on_paper()
    {
        using var renderer = new LabelRenderer(_model, 100, 20);
        byte[] label = new byte[100 * 20 * 3], other = new byte[label.Length];
        renderer.Render("drawer-close", 0, 1, label);
        renderer.Render("drawer-open", 0, 1, other);
        Assert.NotEqual(label, other);
        Assert.Equal(byte.MaxValue, label[0]);
        Assert.InRange(label.Average(static part => part), 180, 245);
        Assert.InRange(label.Min(), 0, 40);
    }

    private static (int Red, int Green, int Blue) Pixel(byte[] picture, int x, int y)
    {
        int at = ((y * Width) + x) * SceneRenderer.Channels;
        return (picture[at], picture[at + 1], picture[at + 2]);
    }

    private byte[] Picture(string camera)
    {
        using var renderer = new SceneRenderer(_model, Width, Height);
        byte[] picture = new byte[renderer.PictureSize];
        renderer.Render(_simulation, _model.Camera(camera), picture);
        return picture;
    }
}
