using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Turn a bolt up to unlock a door.</summary>
internal sealed class DoorUnlock : LockTask
{
    private const double Locked = 1.5708;

    // The gripper's shoulder, not its fingers, is what pushes.
    private static readonly Point Shoulder = new(0, 0.055, 0.07);

    private DoorUnlock(Simulation simulation, SawyerArm arm) : base(simulation, arm, "lockStartUnlock", "goal_lock")
    {
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "door-unlock-v3",
        Scene = "door-lock.xml",
        ReferenceScene = "sawyer_door_lock.xml",
        HandStart = HandStart,
        Reach = TaskDefinition.LowReach,
        GoalRange = new Box(new Point(0, 0.64, 0.2100), new Point(0.2, 0.7, 0.2111)),
        VectorLow = [-0.1, 0.8, 0.15],
        VectorHigh = [0.1, 0.85, 0.15],
        GoalSite = "goal_unlock",
        Policy = new DoorUnlockPolicy(),
        Create = static (simulation, arm) => new DoorUnlock(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        PlaceJoint(Locked);
        SetTarget(new Point(0.1, -0.04, 0));
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var grip = Seen(observation);
        double distance = (Point.From(observation) + Shoulder - grip).Scaled(Weights).Length;
        double ready = Tolerance.LongTail(
            distance, 0, 0.02, (Start.Fingers + Shoulder - Start.Thing).Scaled(Weights).Length);
        double left = Math.Abs(Start.Target.X - grip.X);
        double unlocked = InPlace(left);
        return Report(observation[3], distance, ready, left, unlocked, 2 * ready + 8 * unlocked);
    }
}
