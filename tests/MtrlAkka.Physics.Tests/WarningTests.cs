using System.Runtime.InteropServices;

namespace MtrlAkka.Physics.Tests;

/// <summary>Each kind of warning that a small scene can provoke becomes an exception of its kind.</summary>
public sealed unsafe class WarningTests
{
    private static readonly MuJoCoLibrary Library = MuJoCoLibrary.Load();

    [Fact]
    public void A_full_list_of_contacts_is_an_exception()
    {
        string size = Library.Version == "2.2.2" ? "nconmax=\"3\" njmax=\"200\"" : "memory=\"12K\"";
        Expect(PhysicsWarning.ContactsFull, FallingBalls.Xml(size), FallingBalls.Land, static simulation => simulation.Step());
        Expect(PhysicsWarning.ContactsFull, FallingBalls.Xml(size), FallingBalls.Land, static simulation => simulation.Forward());
    }

    [Fact]
    public void A_full_list_of_constraints_is_an_exception()
    {
        // The one memory of later versions holds contacts and constraints: here it is enough for the former.
        string size = Library.Version == "2.2.2" ? "nconmax=\"50\" njmax=\"6\"" : "memory=\"40K\"";
        Expect(PhysicsWarning.ConstraintsFull, FallingBalls.Xml(size), FallingBalls.Land, static simulation => simulation.Step());
        Expect(PhysicsWarning.ConstraintsFull, FallingBalls.Xml(size), FallingBalls.Land, static simulation => simulation.Forward());
    }

    [Fact]
    public void A_singular_inertia_is_an_exception()
    {
        const string TwoHingesAsOne = """
            <mujoco><worldbody><body>
              <joint type="hinge" axis="0 1 0"/>
              <joint type="hinge" axis="0 1 0"/>
              <geom size="0.1" pos="0.2 0 0"/>
            </body></worldbody></mujoco>
            """;
        // Later versions do not look at the matrix, and notice what comes of it.
        var noticed = Library.Layout.Number < 330 ? PhysicsWarning.SingularInertia : PhysicsWarning.BadAcceleration;
        Expect(noticed, TwoHingesAsOne, null, static simulation => simulation.Step());
        Expect(PhysicsWarning.SingularInertia, TwoHingesAsOne, null, static simulation => simulation.Forward());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e11)]
    public void A_bad_number_in_state_or_control_is_an_exception(double bad)
    {
        Expect(PhysicsWarning.BadPosition, Scene.Pendulum, simulation => simulation.Positions[0] = bad, static simulation => simulation.Step(5));
        Expect(PhysicsWarning.BadPosition, Scene.Pendulum, simulation => simulation.Positions[3] = bad, static simulation => simulation.Forward());
        Expect(PhysicsWarning.BadVelocity, Scene.Pendulum, simulation => simulation.Velocities[0] = bad, static simulation => simulation.Step(5));
        Expect(PhysicsWarning.BadVelocity, Scene.Pendulum, simulation => simulation.Velocities[5] = bad, static simulation => simulation.Forward());
        Expect(PhysicsWarning.BadControl, Scene.Pendulum, simulation => simulation.Controls[0] = bad, static simulation => simulation.Step(5));
        Expect(PhysicsWarning.BadControl, Scene.Pendulum, simulation => simulation.Controls[0] = bad, static simulation => simulation.Forward());
    }

    [Fact]
    public void A_NaN_passes_no_range_of_a_control()
    {
        string ranged = Scene.Pendulum.Replace("joint=\"hinge\"/>", "joint=\"hinge\" ctrllimited=\"true\" ctrlrange=\"-1 1\"/>", StringComparison.Ordinal);
        Expect(PhysicsWarning.BadControl, ranged, static simulation => simulation.Controls[0] = double.NaN, static simulation => simulation.Step());
    }

    [Fact]
    public void A_huge_acceleration_is_an_exception()
    {
        string strong = Scene.Pendulum.Replace("joint=\"hinge\"/>", "joint=\"hinge\" gear=\"1e6\"/>", StringComparison.Ordinal);
        Expect(PhysicsWarning.BadAcceleration, strong, static simulation => simulation.Controls[0] = 1e9, static simulation => simulation.Step(5));
        Expect(PhysicsWarning.BadAcceleration, strong, static simulation => simulation.Controls[0] = 1e9, static simulation => simulation.Forward());
    }

    [Fact]
    public void What_the_last_step_made_huge_is_an_exception_at_once()
    {
        const string Slider = """
            <mujoco><option timestep="10" gravity="0 0 0"/><worldbody><body><joint type="slide"/><geom size="0.1"/></body></worldbody></mujoco>
            """;
        Expect(PhysicsWarning.BadPosition, Slider, static simulation => simulation.Velocities[0] = 9e9, static simulation => simulation.Step());
    }

    [Fact]
    public void A_NaN_in_what_the_state_does_not_hold_is_an_exception()
    {
        Expect(PhysicsWarning.BadPose, Scene.Pendulum, static simulation => simulation.MocapPositions[1] = double.NaN, static simulation => simulation.Forward());
        Expect(PhysicsWarning.BadPose, Scene.Pendulum, static simulation => simulation.Model.SitePosition(0)[1] = double.NaN, static simulation => simulation.Forward());
        Expect(PhysicsWarning.BadPose, Scene.Pendulum, static simulation => simulation.Model.SitePosition(0)[1] = double.NaN, static simulation =>
        {
            byte[] state = new byte[simulation.StateSize];
            simulation.SaveState(state);
            simulation.RestoreState(state);
        });
    }

    [Fact]
    public void The_kinds_are_in_the_order_that_the_library_speaks_of_them()
    {
        var text = (delegate* unmanaged<int, nint, byte*>)NativeLibrary.GetExport(NativeLibrary.Load(Library.Path), "mju_warningText");
        string[] words = ["Inertia", "contact", "constraint", "QPOS", "QVEL", "QACC", "CTRL"];
        int kinds = Library.Layout["mjData.warning"].Size / 8;
        for (int i = 0; i < words.Length; i++)
        {
            int kind = i < 3 ? i : kinds - words.Length + i;
            Assert.Contains(words[i], Marshal.PtrToStringUTF8((nint)text(kind, 1)), kind < 3 ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_layout_has_the_kinds_that_its_version_has()
    {
        foreach (var layout in MuJoCoLayout.Known)
            Assert.Equal(layout.Number >= 3_008_000 ? 7 : 8, layout["mjData.warning"].Size / 8);
    }

    private static void Expect(PhysicsWarning kind, string xml, Action<Simulation>? spoil, Action<Simulation> act)
    {
        using var scene = new Scene(xml);
        using var model = Model.Load(Library, scene.Path);
        using var simulation = new Simulation(model);
        spoil?.Invoke(simulation);
        var error = Assert.Throws<PhysicsException>(() => act(simulation));
        Assert.Equal(kind, error.Warning);
        Assert.Equal(kind, Assert.Throws<PhysicsException>(() => simulation.Step()).Warning);
        Assert.Equal(kind, Assert.Throws<PhysicsException>(() => simulation.Forward()).Warning);
        Assert.Equal(kind, Assert.Throws<PhysicsException>(() => simulation.RnePostConstraint()).Warning);
        simulation.Reset();
        Assert.Equal(0, simulation.Time);
    }
}
