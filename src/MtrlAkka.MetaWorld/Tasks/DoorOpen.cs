using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pull a door open by its handle.</summary>
internal sealed class DoorOpen(Simulation simulation, SawyerArm arm) : DoorTask(simulation, arm), IRewardV1
{
    private const double HandleWidth = 0.12;
    private const double StillClosed = Math.PI / 90;
    private const double WideOpen = Math.PI / 2 + Math.PI / 6;

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "door-open-v3",
        Scene = "door.xml",
        ReferenceScene = "sawyer_door_pull.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(-0.3, 0.4, 0.1499), new Point(-0.2, 0.5, 0.1501)),
        VectorLow = [0.0, 0.85, 0.15],
        VectorHigh = [0.1, 0.95, 0.15],
        Policy = new DoorOpenPolicy(),
        Create = static (simulation, arm) => new DoorOpen(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector) => Begin(vector, 0, new Point(-0.3, -0.45, 0));

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        double closing = (Math.Clamp(action[3], -1, 1) + 1) / 2;
        double ready = Ready(Point.From(observation), Seen(observation) + new Point(-0.05, 0, 0));
        double opened = Opened(Angle);
        bool success = IsOpen(observation);
        double reward = success ? 10 : 2 * Conjunction.Hamacher(ready, closing) + 8 * opened;
        return new StepInfo(success, ready, AsNumber(closing >= 0.5), closing, opened, 0, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        new(IsOpen(observation), 0, 0, 0, 0, 0, DrawnToTarget(Seen(observation)).Reward);

    private bool IsOpen(ReadOnlySpan<double> observation) => Math.Abs(observation[4] - Start.Target.X) <= SuccessDistance;

    /// <summary>
    /// How nearly the hand is between handle and door. Around the handle a funnel keeps it up, so that it comes down
    /// on the handle and does not run into its side.
    /// </summary>
    private static double Ready(Point hand, Point door)
    {
        double distance = (hand - door).LengthXy;
        double floor = distance > HandleWidth ? 0.04 * Math.Log(distance - HandleWidth) + 0.4 : 0;
        double above = hand.Z >= floor ? 1 : Tolerance.LongTail(floor - hand.Z, 0, 0.01, floor / 2);
        double between = Tolerance.LongTail((hand - door - new Point(0.05, 0.03, -0.01)).Length, 0, HandleWidth / 2, 0.5);
        return Conjunction.Hamacher(above, between);
    }

    /// <summary>How far the door is open; a fifth of it for having moved it at all.</summary>
    private static double Opened(double angle) =>
        0.2 * AsNumber(angle < -StillClosed) + 0.8 * Tolerance.LongTail(WideOpen + angle, 0, 0.5, Math.PI / 3);
}
