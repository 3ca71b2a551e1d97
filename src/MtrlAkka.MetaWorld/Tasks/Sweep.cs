using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Sweep a block sideways to the table's right end; the random vector is the block's place.</summary>
internal sealed class Sweep(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.05;

    private static readonly GripperCaging Caging =
        new() { ObjectRadius = 0.02, PadReach = 0.05, PlaneReach = 0.005, SidesMatter = true, SqueezeSlack = 0.01 };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "sweep-v3",
        Scene = "sweep.xml",
        ReferenceScene = "sawyer_sweep_v3.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(0.49, 0.6, 0), new Point(0.51, 0.7, 0.02)),
        VectorLow = [-0.1, 0.6, 0.02],
        VectorHigh = [0.1, 0.7, 0.02],
        Policy = new SweepPolicy(),
        Create = static (simulation, arm) => new Sweep(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector) =>
        Begin(new Point(vector[0], vector[1], 0.02), new Point(0.5, vector[1], 0.01));

    public override void ObserveObjects(Span<double> objects) => ObserveByBody(objects);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var block = Seen(observation);
        double reach = (block - Arm.FingerCentre).Length;
        double left = (block - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - Start.Target).Length);
        double grasp = Caging.Reward(Arm, Start, block, action[3]);
        double reward = left < TargetRadius ? 10 : 2 * grasp + 6 * Conjunction.Hamacher(grasp, inPlace);
        return new StepInfo(
            left <= TargetRadius,
            AsNumber(reach <= 0.03),
            AsNumber(observation[3] > 0 && Gripped),
            grasp,
            inPlace,
            left,
            reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var block = Seen(observation);
        // Off the table is as good as at the goal.
        bool fallen = block.Z < Start.Thing.Z - 0.05;
        double left = fallen ? 0 : (block - Start.Target).LengthXy;
        double reach = fallen ? 0 : (block - Arm.FingerCentre).Length;
        return new StepInfo(left <= TargetRadius, 1, 0, 0, 0, left, -reach + PushV1(block, left));
    }
}
