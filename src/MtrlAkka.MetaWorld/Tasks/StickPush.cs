using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Take the stick and push the thermos with it to a goal.</summary>
internal sealed class StickPush(Simulation simulation, SawyerArm arm) : StickTask(simulation, arm), IRewardV1
{
    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.04, PadReach = 0.05, PlaneReach = 0.01 };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "stick-push-v3",
        Scene = "stick.xml",
        ReferenceScene = "sawyer_stick_obj.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(0.399, 0.55, 0.1319), new Point(0.401, 0.6, 0.1321)),
        VectorLow = [-0.08, 0.58, 0, 0.399, 0.55, 0.1319],
        VectorHigh = [-0.03, 0.62, 0.001, 0.401, 0.6, 0.1321],
        MinimumSeparation = GoalDistance,
        Policy = new StickPolicy(
            gain: 10, grip: new Point(0.015, 0, 0.03), contact: default, lead: new Point(0, 0, 0.132)),
        Create = static (simulation, arm) => new StickPush(simulation, arm),
    };

    /// <summary>The thermos' middle, as high as the loop.</summary>
    protected override Point Mark => Loop + new Point(0, 0.09, 0);

    public override void Begin(ReadOnlySpan<double> vector) => Place(vector, Loop.Z, 0);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point stick = Seen(observation) + new Point(0.015, 0, 0), thermos = SeenThermos(observation);
        double reach = (stick - Arm.FingerCentre).Length;
        double left = (thermos - Start.Target).Length;
        double stickInPlace = InPlace((stick - Start.Target).Length, Start.Thing);
        double grasp = Caging.Reward(Arm, Start, stick, action[3]);
        double reward = grasp;
        bool raised = Raised(observation, stick);
        if (raised && reach < 0.02)
        {
            grasp = 1;
            reward = left <= SuccessRadius ? 10 : 2 + 5 * stickInPlace + 3 * InPlace(left, Start.Landmark);
        }

        bool lifted = raised && Gripped;
        return new StepInfo(
            lifted && left <= SuccessRadius, AsNumber(reach <= 0.03), AsNumber(lifted), grasp, stickInPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var (reward, left) = RewardV1(observation, action[3], 0.001, 0.0001);
        return new StepInfo(false, 1, 0, 0, 0, left, reward);
    }

    private double InPlace(double left, Point from) =>
        Tolerance.LongTail(left, 0, SuccessRadius, (from - Start.Target).Length - SuccessRadius);
}
