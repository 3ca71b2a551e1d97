using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Take the hammer and drive the nail into the block; the random vector is the hammer's place.</summary>
internal sealed class Hammer(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm), IRewardV1
{
    private const double HalfHandle = 0.07;
    private const double DeepEnough = 0.09;

    // A driven nail is paid in full only where the hammer was about it.
    private const double HammerWasThere = 5;

    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.015, PadReach = 0.02, PlaneReach = 0.01 };
    private static readonly ShapedLift Lifting = new() { Rise = 0.09, Grip = 0.05, Hold = 0.1 };

    private readonly int _hammer = simulation.Model.Body("hammer");
    private readonly int _head = simulation.Model.Geom("HammerHead");
    private readonly int _nail = simulation.Model.Body("nail_link");
    private readonly int _nailHead = simulation.Model.Site("nailHead");
    private readonly int _goal = simulation.Model.Site("goal");
    private readonly int _depth = simulation.Model.PositionAddress(simulation.Model.Joint("NailSlideJoint"));

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "hammer-v3",
        Scene = "hammer.xml",
        ReferenceScene = "sawyer_hammer.xml",
        HandStart = new Point(0, 0.4, 0.2),
        GoalRange = new Box(new Point(0.2399, 0.7399, 0.109), new Point(0.2401, 0.7401, 0.111)),
        VectorLow = [-0.1, 0.4, 0],
        VectorHigh = [0.1, 0.5, 0],
        GoalSite = null,
        Policy = new HammerPolicy(),
        Create = static (simulation, arm) => new Hammer(simulation, arm),
    };

    private bool IsDriven => Simulation.Positions[_depth] > DeepEnough;

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = SiteAt(_goal);
        PlaceFreeObject(Start.Thing);
        Start.Height = BodyAt(_hammer).Z;
    }

    public override void ObserveObjects(Span<double> objects)
    {
        ObserveBody(objects, _hammer);
        ObserveBody(objects[7..], _nail);
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var hammer = Seen(observation);
        double grasp = Caging.Reward(
            Arm, Start, Handle.Below(hammer, Point.From(observation), HalfHandle), action[3]);
        var head = hammer + new Point(0.16, 0.06, 0);
        double inPlace = 0.1 * AsNumber(head.Z > 0.02)
            + 0.9 * Tolerance.LongTail((Start.Target - head).Length, 0, 0.02, 0.2);
        double upright = Posture.Kept(observation, 1, 0, 0.4);

        double reward = (2 * grasp + 6 * inPlace) * upright;
        bool success = IsDriven;
        if (success && reward > HammerWasThere) reward = 10;
        return new StepInfo(success, upright, AsNumber(grasp >= 0.5), grasp, inPlace, 0, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point hammer = Seen(observation), fingers = Arm.FingerCentre, nail = SiteAt(_nailHead);
        double distance = (hammer - fingers).Length;
        bool lifted = Lifting.IsLifted(Start, hammer.Z, distance);
        double reward = Lifting.Approach(Start, fingers, hammer, action[3])
            + Lifting.Lift(Start, lifted, hammer.Z, distance);
        if (lifted && distance < 0.1)
        {
            double left = (nail - GeomAt(_head)).Length + Math.Abs(nail.Y - Start.Target.Y);
            double top = Lifting.Top(Start);
            double farthest = Math.Abs(top - Start.Thing.Z) + top + Math.Abs(Start.Thing.Y - Start.Target.Y);
            reward += Math.Max(ShapedProgress.Toward(farthest, left), 0);
        }

        return new StepInfo(IsDriven, 0, 0, 0, 0, 0, reward);
    }
}
