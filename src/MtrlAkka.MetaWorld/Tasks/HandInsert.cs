using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Take the block and put the hand with it into a hole in the table.</summary>
internal sealed class HandInsert(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.05;
    private const double BlockHeight = 0.05;

    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.015, PadReach = 0.05, PlaneReach = 0.005 };

    // The benchmark keeps it in single precision.
    private static readonly Point HandStart = new(0, 0.6f, 0.2f);

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "hand-insert-v3",
        Scene = "table-with-hole.xml",
        ReferenceScene = "sawyer_table_with_hole.xml",
        HandStart = HandStart,
        Reach = TaskDefinition.LowReach,
        GoalRange = new Box(new Point(-0.04, 0.8, -0.0201), new Point(0.04, 0.88, -0.0199)),
        VectorLow = [-0.1, 0.6, 0.05, -0.04, 0.8, -0.0201],
        VectorHigh = [0.1, 0.7, 0.05, 0.04, 0.88, -0.0199],
        MinimumSeparation = GoalDistance,
        Policy = new HandInsertPolicy(),
        Create = static (simulation, arm) => new HandInsert(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = new Point(vector[0], vector[1], BlockHeight);
        Start.Target = Point.From(vector[3..]);
        PlaceFreeObject(Start.Thing);
    }

    public override void ObserveObjects(Span<double> objects) => ObserveByBody(objects);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var block = Seen(observation);
        bool open = observation[3] > 0;
        double reach = (block - Arm.FingerCentre).Length;
        double left = (block - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - Start.Target).Length);
        double grasp = Caging.Reward(Arm, Start, block, action[3]);

        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (reach < 0.02 && open) reward += 1 + 7 * inPlace;
        if (left < TargetRadius) reward = 10;
        bool lifted = open && block.Z - 0.02 > Start.Thing.Z && Gripped;
        return new StepInfo(left <= TargetRadius, AsNumber(reach <= 0.03), AsNumber(lifted), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        // Only the hand counts here; the block's distance is the one that it began with.
        var off = Arm.FingerCentre - Start.Target;
        double across = off.LengthXy;
        double inserted = across < 0.05
            ? Math.Max(ShapedProgress.Toward(Math.Abs(HandStart.Z - Start.Target.Z), Math.Abs(off.Z)), 0)
            : 0;
        double left = (Start.Thing - Start.Target).Length;
        return new StepInfo(left <= TargetRadius, 1, 0, 0, 0, left, -across + inserted);
    }
}
