using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>
/// A task with one free thing on the table, mostly a puck; its random vector is the puck's place and the goal.
/// </summary>
internal abstract class PuckTask(Simulation simulation, SawyerArm arm, string body = "obj") : ManipulationTask(simulation, arm)
{
    /// <summary>Goals closer to the puck than this are drawn again, metres.</summary>
    protected const double GoalDistance = 0.15;

    /// <summary>How near the puck must be to the goal for success, metres, in most tasks.</summary>
    protected const double SuccessRadius = 0.07;

    /// <summary>How most tasks of version 1 have a puck lifted.</summary>
    protected static readonly ShapedLift UsualLift = new() { Rise = 0.04, Beside = 0.05, Climb = 2, Grip = 0.05, Hold = 0.1 };

    private readonly int _body = simulation.Model.Body(body);
    private readonly int _geom = simulation.Model.Geom("objGeom");

    /// <summary>Whether the puck is between both pads.</summary>
    protected bool Gripped => Arm.Grips(_geom);

    protected Point Puck => BodyAt(_body);

    public override void Begin(ReadOnlySpan<double> vector) => Begin(Point.From(vector), Point.From(vector[3..]));

    public override void ObserveObjects(Span<double> objects)
    {
        Puck.CopyTo(objects);
        Orientation.FromMatrix(GeomMatrix(_geom), objects.Slice(3, 4));
    }

    protected void Begin(Point puck, Point target)
    {
        Start.Thing = puck;
        Start.Target = target;
        Start.Height = puck.Z;
        PlaceFreeObject(puck);
    }

    /// <summary>Begins with puck and goal at the height at which the puck lies; the vector's heights are not used.</summary>
    protected void BeginAtRest(ReadOnlySpan<double> vector)
    {
        double height = Puck.Z;
        Begin(new Point(vector[0], vector[1], height), new Point(vector[3], vector[4], height));
    }

    /// <summary>Whether the puck is held well above where it began.</summary>
    protected bool Lifted(ReadOnlySpan<double> observation) =>
        observation[3] > 0 && observation[6] - 0.02 > Start.Thing.Z && Gripped;

    /// <summary>Version 1 of the reward for pushing: come close, then bring the puck to the goal along the table.</summary>
    protected StepInfo PushedV1(ReadOnlySpan<double> observation, double successRadius = SuccessRadius)
    {
        var puck = Seen(observation);
        double left = (puck - Start.Target).LengthXy;
        double reward = -(Arm.FingerCentre - puck).Length + PushV1(puck, left);
        return new StepInfo(left <= successRadius, 1, 0, 0, 0, left, reward);
    }

    /// <summary>The part of <see cref="PushedV1"/> that is paid for the push, while the fingers are at the puck.</summary>
    protected double PushV1(Point puck, double left) => (Arm.FingerCentre - puck).Length < 0.05
        ? Math.Max(ShapedProgress.Toward((Start.Thing - Start.Target).LengthXy, left), 0)
        : 0;

    /// <summary>Version 1 of the reward for carrying: come close, close the fingers, lift the puck, bring it to the goal.</summary>
    protected StepInfo CarriedV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ShapedLift lifting)
    {
        var puck = Seen(observation);
        double left = (puck - Start.Target).Length;
        return new StepInfo(left <= SuccessRadius, 1, 0, 0, 0, left, lifting.Carry(Start, Arm.FingerCentre, puck, left, action[3]));
    }

    /// <summary>Shows the puck with the body's own quaternion, as some tasks do, and not the geom's.</summary>
    protected void ObserveByBody(Span<double> objects) => ObserveBody(objects, _body);
}
