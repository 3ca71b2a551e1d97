using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push a block back along the table, towards the robot.</summary>
internal sealed class PushBack(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.05;

    private static readonly GripperCaging Caging =
        new() { ObjectRadius = 0.007, PadReach = 0.05, PlaneReach = 0.01, SidesMatter = true, SqueezeSlack = 0.003 };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "push-back-v3",
        Scene = "push-back.xml",
        ReferenceScene = "sawyer_push_back_v3.xml",
        HandStart = new Point(0, 0.6f, 0.2f),
        GoalRange = new Box(new Point(-0.1, 0.6, 0.0199), new Point(0.1, 0.7, 0.0201)),
        VectorLow = [-0.1, 0.8, 0.02, -0.1, 0.6, 0.0199],
        VectorHigh = [0.1, 0.85, 0.02, 0.1, 0.7, 0.0201],
        MinimumSeparation = GoalDistance,
        Policy = new PushBackPolicy(),
        Create = static (simulation, arm) => new PushBack(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector) => BeginAtRest(vector);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var block = Seen(observation);
        double opening = observation[3];
        double reach = (block - Arm.FingerCentre).Length;
        double left = (block - Start.Target).Length;
        double whole = (Start.Thing - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, whole);
        double grasp = Caging.Reward(Arm, Start, block, action[3]);

        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (reach < 0.01 && opening > 0 && opening < 0.55 && whole - left > 0.01) reward += 1 + 5 * inPlace;
        if (left < TargetRadius) reward = 10;
        return new StepInfo(
            left <= SuccessRadius, AsNumber(reach <= 0.03), AsNumber(Lifted(observation)), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) => PushedV1(observation);
}
