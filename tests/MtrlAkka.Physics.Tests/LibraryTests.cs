using System.Collections.Concurrent;

namespace MtrlAkka.Physics.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void An_unknown_version_is_refused_by_name()
    {
        var error = Assert.Throws<UnsupportedMuJoCoException>(() => MuJoCoLayout.Of(3018000, "/lib/libmujoco.so"));
        Assert.Contains("MuJoCo 3.18.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("2.2.2, 3.2.7, 3.3.0, 3.5.0, 3.8.0, 3.17.0", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<UnsupportedMuJoCoException>(() => MuJoCoLayout.Of(231, "/lib/libmujoco.so"));
        Assert.Contains("MuJoCo 2.3.1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_library_is_named()
    {
        var error = Assert.Throws<MuJoCoException>(() => LibraryLocator.Locate("/nowhere/libmujoco.so"));
        Assert.Contains("/nowhere/libmujoco.so", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_uses_one_library()
    {
        var library = MuJoCoLibrary.Load();
        Assert.Same(library, MuJoCoLibrary.Load(library.Path));
        Assert.Contains(library.Version, MuJoCoLibrary.SupportedVersions);
        string other = Path.GetTempFileName();
        Assert.Throws<MuJoCoException>(() => MuJoCoLibrary.Load(other));
        File.Delete(other);
    }

    [Fact]
    public void A_wrong_scene_is_refused_with_the_reason()
    {
        using var scene = new Scene("<mujoco><worldbody><geom type=\"nonsense\"/></worldbody></mujoco>");
        var error = Assert.Throws<MuJoCoException>(() => Model.Load(MuJoCoLibrary.Load(), scene.Path));
        Assert.Contains("nonsense", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Throws<MuJoCoException>(() => Model.Load(MuJoCoLibrary.Load(), scene.Path + ".missing"));
    }

    [Fact]
    public void Warnings_reach_the_listener()
    {
        // Other tests provoke warnings at the same time.
        var heard = new ConcurrentQueue<string>();
        NativeMessages.Warned += heard.Enqueue;
        try
        {
            using var scene = new Scene(Scene.Pendulum);
            using var model = Model.Load(MuJoCoLibrary.Load(), scene.Path);
            using var simulation = new Simulation(model);
            simulation.Positions[0] = double.NaN;
            Assert.Throws<PhysicsException>(() => simulation.Step());
            Assert.Contains(heard, static text => text.Contains("QPOS", StringComparison.Ordinal));
        }
        finally
        {
            NativeMessages.Warned -= heard.Enqueue;
        }
    }
}
