using MtrlAkka.MetaWorld.Geometry;
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

    protected ReadOnlySpan<double> DrawerQuaternion => Simulation.BodyQuaternions.Slice(4 * _drawer, 4);

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_chest));
}
