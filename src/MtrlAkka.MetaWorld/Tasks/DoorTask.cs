using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with the cabinet whose door swings; its random vector is the cabinet's place.</summary>
internal abstract class DoorTask(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm)
{
    /// <summary>A handle this close counts as where it belongs, metres.</summary>
    protected const double SuccessDistance = 0.08;

    private readonly int _cabinet = simulation.Model.Body("door");
    private readonly int _handle = simulation.Model.Geom("handle");
    private readonly int _angle = simulation.Model.PositionAddress(simulation.Model.Joint("doorjoint"));

    /// <summary>How the door stands, radians; the more negative, the wider open.</summary>
    protected double Angle => Simulation.Positions[_angle];

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_cabinet));

    public override void ObserveObjects(Span<double> objects)
    {
        GeomAt(_handle).CopyTo(objects);
        Orientation.FromMatrix(GeomMatrix(_handle), objects.Slice(3, 4));
    }

    /// <summary>Begins with the door at an angle, and the handle's target that far from the cabinet's place.</summary>
    protected void Begin(ReadOnlySpan<double> vector, double angle, Point shift)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Start.Thing + shift;
        PlaceJoint(angle);
        Start.Extent = (GeomAt(_handle) - Start.Target).LengthXy;
    }

    /// <summary>Version 1's reward for drawing the handle to its target, and the distance left along the table, metres.</summary>
    protected (double Reward, double Left) DrawnToTarget(Point handle)
    {
        double left = (handle - Start.Target).LengthXy;
        return (ShapedProgress.WithinReach((handle - Arm.FingerCentre).Length, Start.Extent, left), left);
    }
}
