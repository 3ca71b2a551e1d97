using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pick the puck out of a hole and hold it at a goal in the air.</summary>
internal sealed class PickOutOfHole(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.05;
    private const double ShaftRadius = 0.03;

    private static readonly GripperCaging Caging =
        new() { ObjectRadius = 0.015, PadReach = 0.02, PlaneReach = 0.03, FullEffort = 0.1 };

    private static readonly ShapedLift Lifting = new() { Rise = 0.11, Beside = 0.05, Climb = 2, Grip = 0.05, Hold = 0.1 };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "pick-out-of-hole-v3",
        Scene = "pick-out-of-hole.xml",
        ReferenceScene = "sawyer_pick_out_of_hole.xml",
        HandStart = new Point(0, 0.6, 0.2),
        Reach = new Box(new Point(-0.5, 0.40, -0.05), new Point(0.5, 1, 0.5)),
        GoalRange = new Box(new Point(-0.1, 0.5, 0.15), new Point(0.1, 0.6, 0.3)),
        VectorLow = [0, 0.75, 0.02, -0.1, 0.5, 0.15],
        VectorHigh = [0, 0.75, 0.02, 0.1, 0.6, 0.3],
        MinimumSeparation = GoalDistance,
        Policy = new PickOutOfHolePolicy(),
        Create = static (simulation, arm) => new PickOutOfHole(simulation, arm),
    };

    public override void ObserveObjects(Span<double> objects) => ObserveByBody(objects);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point puck = Seen(observation), fingers = Arm.FingerCentre;
        double reach = (puck - fingers).Length;
        double left = (puck - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, 0.02, (Start.Thing - Start.Target).Length);
        double grasp = Caging.Reward(Arm, Start, puck, action[3]);

        bool lifted = reach < 0.04 && puck.Z - 0.02 > Start.Thing.Z && observation[3] >= 0.33;
        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (lifted) reward += 1 + 5 * Conjunction.Hamacher(inPlace, AboveFunnel(fingers));
        if (left < TargetRadius) reward = 10;
        return new StepInfo(left <= SuccessRadius, AsNumber(reach <= 0.03), AsNumber(lifted), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        CarriedV1(observation, action, Lifting);

    /// <summary>
    /// Degree to which the fingers keep above a funnel around the hole: so they stay clear of its edge on the way.
    /// </summary>
    private double AboveFunnel(Point fingers)
    {
        double radius = (fingers - Start.Thing).LengthXy;
        double floor = radius <= ShaftRadius ? 0 : 0.015 * Math.Log(radius - ShaftRadius) + 0.15;
        return fingers.Z >= floor ? 1 : Tolerance.LongTail(Math.Max(floor - fingers.Z, 0), 0, 0.01, 0.02);
    }
}
