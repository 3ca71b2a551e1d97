using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push the puck along the table to a goal.</summary>
internal sealed class Push(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.05;

    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.015, PadReach = 0.05, PlaneReach = 0.005 };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "push-v3",
        Scene = "push.xml",
        ReferenceScene = "sawyer_push_v3.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(-0.1, 0.8, 0.01), new Point(0.1, 0.9, 0.02)),
        VectorLow = [-0.1, 0.6, 0.02, -0.1, 0.8, 0.01],
        VectorHigh = [0.1, 0.7, 0.02, 0.1, 0.9, 0.02],
        MinimumSeparation = GoalDistance,
        Policy = new PushPolicy(),
        Create = static (simulation, arm) => new Push(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector) => BeginAtRest(vector);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var puck = Seen(observation);
        double reach = (puck - Arm.FingerCentre).Length;
        double left = (puck - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - Start.Target).Length);
        double grasp = Caging.Reward(Arm, Start, puck, action[3]);

        double reward = 2 * grasp;
        if (reach < 0.02 && observation[3] > 0) reward += 1 + reward + 5 * inPlace;
        if (left < TargetRadius) reward = 10;
        return new StepInfo(
            left <= TargetRadius, AsNumber(reach <= 0.03), AsNumber(Lifted(observation)), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        PushedV1(observation, TargetRadius);
}
