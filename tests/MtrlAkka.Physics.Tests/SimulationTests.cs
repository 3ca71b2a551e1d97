namespace MtrlAkka.Physics.Tests;

public sealed class SimulationTests : IDisposable
{
    private readonly Scene _scene = new(Scene.Pendulum);
    private readonly Model _model;
    private readonly Simulation _simulation;

    public SimulationTests()
    {
        _model = Model.Load(MuJoCoLibrary.Load(), _scene.Path);
        _simulation = new Simulation(_model);
    }

    public void Dispose()
    {
        _simulation.Dispose();
        _model.Dispose();
        _scene.Dispose();
    }

    [Fact]
    public void The_model_has_its_counts_and_names()
    {
        Assert.Equal((8, 7, 1, 1), (_model.PositionCount, _model.VelocityCount, _model.ControlCount, _model.MocapCount));
        Assert.Equal(0.002, _model.TimeStep);
        Assert.Equal(0, _model.MocapOf(_model.Body("target")));
        Assert.Equal(-1, _model.MocapOf(_model.Body("arm")));
        Assert.Equal(1, _model.PositionAddress(_model.Joint("free")));
        Assert.Equal(1, _model.VelocityAddress(_model.Joint("free")));
        Assert.Equal([0, 0, 1], _model.BodyPosition(_model.Body("arm")).ToArray());
        var error = Assert.Throws<MuJoCoException>(() => _model.Site("nothing"));
        Assert.Contains("no site named 'nothing'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_camera_is_found_by_its_name()
    {
        using var scene = new Scene("<mujoco><worldbody><camera name=\"left\"/><camera/><camera name=\"right\"/></worldbody></mujoco>");
        using var model = Model.Load(MuJoCoLibrary.Load(), scene.Path);
        Assert.Equal(3, model.CameraCount);
        Assert.Equal(["left", "right"], model.CameraNames);
        Assert.Equal(2, model.Camera("right"));
        var error = Assert.Throws<MuJoCoException>(() => model.Camera("wrong"));
        Assert.Contains("no camera named 'wrong'; there are left, right", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_falling_ball_falls_and_rests_on_the_floor()
    {
        _simulation.Step(20);
        Assert.Equal(0.04, _simulation.Time, 12);
        Assert.Equal(0.5 - 0.5 * 9.81 * 0.04 * 0.042, _simulation.Positions[3], 6);
        _simulation.Step(2000);
        double force = _simulation.Contacts.ForceBetween(_model.Geom("ball"), _model.Geom("floor"));
        double weight = 9.81 * 1000 * 4 / 3 * Math.PI * Math.Pow(0.05, 3);
        Assert.Equal(weight, force, 2);
        Assert.Equal(0, _simulation.Contacts.ForceBetween(_model.Geom("rod"), _model.Geom("floor")));
    }

    [Fact]
    public void Moved_sites_and_bodies_show_after_deriving()
    {
        int site = _model.Site("mark");
        _model.SitePosition(site)[2] = 2;
        _simulation.Forward();
        Assert.Equal(2, _simulation.SitePositions[3 * site + 2]);
    }

    [Fact]
    public void A_restored_state_gives_the_same_bits()
    {
        _simulation.Controls[0] = 0.7;
        _simulation.Step(300);
        byte[] state = new byte[_simulation.StateSize], end = new byte[state.Length], again = new byte[state.Length];
        _simulation.SaveState(state);
        _simulation.Step(400);
        _simulation.SaveState(end);

        _simulation.Controls[0] = -1;
        _simulation.Step(50);
        _simulation.RestoreState(state);
        _simulation.SaveState(again);
        Assert.Equal(state, again);
        _simulation.Step(400);
        _simulation.SaveState(again);
        Assert.Equal(end, again);
    }

    [Fact]
    public void A_NaN_becomes_an_exception_and_a_reset_clears_it()
    {
        _simulation.Velocities[0] = double.NaN;
        var error = Assert.Throws<PhysicsException>(() => _simulation.Step());
        Assert.Equal(PhysicsWarning.BadVelocity, error.Warning);
        _simulation.Reset();
        _simulation.Step();

        _simulation.Controls[0] = double.NaN;
        error = Assert.Throws<PhysicsException>(() => _simulation.Step());
        Assert.Equal(PhysicsWarning.BadControl, error.Warning);
        Assert.Contains("control at index 0", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("MUJOCO_LOG.TXT"));
    }

    [Fact]
    public void What_is_disposed_cannot_be_used()
    {
        using var simulation = new Simulation(_model);
        simulation.Dispose();
        Assert.Throws<ObjectDisposedException>(() => simulation.Step());
        Assert.Throws<ObjectDisposedException>(() => simulation.Positions.Length);
    }

    [Fact]
    public void A_simulation_outlives_its_model()
    {
        var model = Model.Load(MuJoCoLibrary.Load(), _scene.Path);
        using var simulation = new Simulation(model);
        model.Dispose();
        simulation.Step(20);
        Assert.Equal(0.04, simulation.Time, 12);
    }
}
