using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Sweep the block into a hole in the table. The hole stays where it is; the vector's goal is not used.</summary>
internal sealed class SweepInto(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.05;

    private static readonly GripperCaging Caging =
        new() { ObjectRadius = 0.02, PadReach = 0.05, PlaneReach = 0.01, SidesMatter = true, SqueezeSlack = 0.005 };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "sweep-into-v3",
        Scene = "table-with-hole.xml",
        ReferenceScene = "sawyer_table_with_hole.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(-0.001, 0.8399, 0.0199), new Point(0.001, 0.8401, 0.0201)),
        VectorLow = [-0.1, 0.6, 0.02, -0.001, 0.8399, 0.0199],
        VectorHigh = [0.1, 0.7, 0.02, 0.001, 0.8401, 0.0201],
        MinimumSeparation = GoalDistance,
        SeparatedFrom = Hole,
        Policy = new SweepIntoPolicy(),
        Create = static (simulation, arm) => new SweepInto(simulation, arm),
    };

    private static Point Hole => new(0, 0.84, 0.02);

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = new Point(vector[0], vector[1], Puck.Z);
        Start.Target = Hole;
        PlaceFreeObject(Start.Thing);
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var block = Seen(observation);
        var hole = Start.Target with { Z = block.Z };
        double reach = (block - Arm.FingerCentre).Length;
        double left = (block - hole).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - hole).Length);
        double grasp = Caging.Reward(Arm, Start, block, action[3]);

        double reward = left < TargetRadius ? 10 : 2 * grasp + 6 * Conjunction.Hamacher(grasp, inPlace);
        bool held = observation[3] > 0 && Gripped;
        return new StepInfo(left <= TargetRadius, AsNumber(reach <= 0.03), AsNumber(held), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var block = Seen(observation);
        double reach = (Arm.FingerCentre - block).Length;
        bool fallen = block.Z < Start.Thing.Z - 0.05 && block.Y is > 0.4 and < 1;
        double left = fallen ? 0 : (block - Start.Target).LengthXy;
        double pushed = reach < 0.05
            ? Math.Max(ShapedProgress.Toward((Start.Thing - Start.Target).LengthXy, left), 0)
            : 0;
        return new StepInfo(left <= TargetRadius, 1, 0, 0, 0, left, (fallen ? 0 : -reach) + pushed);
    }
}
