using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push an open door shut.</summary>
internal sealed class DoorClose(Simulation simulation, SawyerArm arm) : DoorTask(simulation, arm), IRewardV1
{
    private const double Open = -1.5708;
    private const double TargetRadius = 0.05;

    // The benchmark keeps it in single precision.
    private static readonly Point HandStart = new(-0.5, 0.6f, 0.2f);

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "door-close-v3",
        Scene = "door.xml",
        ReferenceScene = "sawyer_door_pull.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(0.2, 0.65, 0.1499), new Point(0.3, 0.75, 0.1501)),
        VectorLow = [0.0, 0.85, 0.15],
        VectorHigh = [0.1, 0.95, 0.15],
        Policy = new DoorClosePolicy(),
        Create = static (simulation, arm) => new DoorClose(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector) => Begin(vector, Open, new Point(0.2, -0.2, 0));

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Seen(observation);
        double left = (handle - Start.Target).Length;
        double shut = Tolerance.Gaussian(left, 0, TargetRadius, (Start.Thing - Start.Target).Length);
        double hand = Tolerance.Gaussian(
            (Arm.FingerCentre - Start.Target).Length, 0, 0.25 * TargetRadius, (HandStart - handle).Length + 0.1);
        double reward = left < TargetRadius ? 10 : 3 * hand + 6 * shut;
        return new StepInfo(left <= SuccessDistance, 0, 1, 1, hand, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var (reward, left) = DrawnToTarget(Seen(observation));
        return new StepInfo(left <= SuccessDistance, 0, 1, 1, 0, left, reward);
    }
}
