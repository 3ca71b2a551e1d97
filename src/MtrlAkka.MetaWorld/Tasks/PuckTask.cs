using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with a free puck on the table; its random vector is the puck's place and the goal.</summary>
internal abstract class PuckTask(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm)
{
    /// <summary>Goals closer to the puck than this are drawn again, metres.</summary>
    protected const double GoalDistance = 0.15;

    private readonly int _body = simulation.Model.Body("obj");
    private readonly int _geom = simulation.Model.Geom("objGeom");

    /// <summary>Whether the puck is between both pads.</summary>
    protected bool Gripped => Arm.Grips(_geom);

    protected Point Puck => BodyAt(_body);

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Point.From(vector[3..]);
        PlaceFreeObject(Start.Thing);
    }

    public override void ObserveObjects(Span<double> objects)
    {
        Puck.CopyTo(objects);
        Orientation.FromMatrix(GeomMatrix(_geom), objects.Slice(3, 4));
    }

    /// <summary>The same with the body's own quaternion, w x y z: some tasks show that one.</summary>
    protected void ObserveByBody(Span<double> objects)
    {
        Puck.CopyTo(objects);
        BodyQuaternion(_body).CopyTo(objects[3..]);
    }
}
