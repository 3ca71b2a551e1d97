using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with the chest whose drawer slides; its random vector is the chest's place.</summary>
internal abstract class DrawerTask(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm)
{
    private readonly int _chest = simulation.Model.Body("drawer");
    private readonly int _drawer = simulation.Model.Body("drawer_link");

    /// <summary>Where the hand begins; the benchmark keeps it in single precision.</summary>
    protected static Point HandStart { get; } = new(0, 0.6f, 0.2f);

    protected Point Drawer => BodyAt(_drawer);

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_chest));

    /// <summary>Shows the drawer by its handle's place.</summary>
    protected void ObserveDrawer(Span<double> objects, Point handle) => ObserveBody(objects, _drawer, handle);

    /// <summary>Version 1 of the reward.</summary>
    /// <param name="handle">Where the handle is seen.</param>
    /// <param name="travel">The handle's way, metres.</param>
    /// <param name="near">How near to the target along y counts as success, metres.</param>
    /// <param name="grasp">What is reported as a grasp.</param>
    protected StepInfo Slid(Point handle, double travel, double near, double grasp)
    {
        double left = Math.Abs(handle.Y - Start.Target.Y);
        double reward = ShapedProgress.WithinReach((handle - Arm.FingerCentre).Length, travel, left);
        return new StepInfo(left <= near, 1, grasp, 0, 0, left, reward);
    }
}
