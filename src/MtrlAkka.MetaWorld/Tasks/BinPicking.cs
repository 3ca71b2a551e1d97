using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Move the cube from one bin to the other; the random vector's first point is the cube's place.</summary>
internal sealed class BinPicking(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.05;

    private static readonly GripperCaging Caging = new()
    {
        ObjectRadius = 0.015, PadReach = 0.05, PlaneReach = 0.01, FullEffort = 0.7,
    };

    private static readonly ShapedLift Lifting = new() { Rise = 0.1, Beside = 0.06, Grip = 0.05, Hold = 0.1 };

    private readonly int _cube = simulation.Model.Body("obj");
    private readonly int _bin = simulation.Model.Body("bin_goal");

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "bin-picking-v3",
        Scene = "bin-picking.xml",
        ReferenceScene = "sawyer_bin_picking.xml",
        HandStart = new Point(0, 0.6, 0.2),
        Reach = new Box(new Point(-0.5, 0.40, 0.07), new Point(0.5, 1, 0.5)),
        GoalRange = new Box(new Point(0.1199, 0.699, -0.001), new Point(0.1201, 0.701, 0.001)),
        VectorLow = [-0.21, 0.65, 0.02, 0.1199, 0.699, -0.001],
        VectorHigh = [-0.03, 0.75, 0.02, 0.1201, 0.701, 0.001],
        GoalSite = null,
        Policy = new BinPickingPolicy(),
        Create = static (simulation, arm) => new BinPicking(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        // The cube keeps the height at which it lies in its bin.
        Start.Height = BodyAt(_cube).Z;
        Start.Thing = new Point(vector[0], vector[1], Start.Height);
        Start.Target = BodyAt(_bin);
        PlaceFreeObject(Start.Thing);
    }

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _cube);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point hand = Point.From(observation), cube = Seen(observation);
        double left = (cube - Start.Target).Length;
        // Progress is measured from the first step on: a cube placed in a bin's wall is out of it by then.
        if (Start.Extent == 0) Start.Extent = left;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, Start.Extent);
        double floor = Math.Min(Funnel(hand, Start.Thing), Funnel(hand, Start.Target));
        double clear = hand.Z >= floor ? 1 : Tolerance.LongTail(floor - hand.Z, 0, 0.01, 0.05);
        double grasp = Caging.Reward(Arm, Start, cube, action[3]);

        bool near = (cube - hand).Length < 0.04;
        bool lifted = cube.Z - 0.02 > Start.Thing.Z;
        bool held = near && lifted && observation[3] >= 0.43;
        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (held) reward += 1 + 5 * Conjunction.Hamacher(clear, inPlace);
        if (left < TargetRadius) reward = 10;
        return new StepInfo(left <= TargetRadius, AsNumber(near), AsNumber(held), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point cube = Seen(observation), fingers = Arm.FingerCentre;
        var off = cube - Start.Target;
        double left = off.LengthXy;
        bool above = Math.Abs(off.X) < 0.05 && Math.Abs(off.Y) < 0.05;
        bool placed = above && cube.Z < Start.Height + 0.05;
        double distance = (cube - fingers).Length;
        bool lifted = Lifting.IsLifted(Start, cube.Z, distance);

        double reward = 0;
        if (placed || (lifted && distance < 0.1))
        {
            double farthest = (Start.Thing - Start.Target).LengthXy + Lifting.Top(Start);
            reward = Math.Max(ShapedProgress.Toward(farthest, left), 0);
            // Above the bin the fingers should open.
            if (above) reward += -200 * action[3];
        }

        if (!placed)
        {
            reward += Lifting.Approach(Start, fingers, cube, action[3])
                + Lifting.Lift(Start, lifted, cube.Z, distance);
        }

        return new StepInfo(left <= TargetRadius, 0, 0, 0, 0, left, reward);
    }

    /// <summary>How high the hand should be beside a place that it may go down to: clear of the bins' walls.</summary>
    private static double Funnel(Point hand, Point place)
    {
        double beside = (hand - place).LengthXy - 0.03;
        return beside > 0 ? 0.02 * Math.Log(beside) + 0.2 : 0;
    }
}
