using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Turn a bolt down to lock a door.</summary>
internal sealed class DoorLock : LockTask
{
    private DoorLock(Simulation simulation, SawyerArm arm) : base(simulation, arm, "lockStartLock", "goal_unlock")
    {
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "door-lock-v3",
        Scene = "door-lock.xml",
        ReferenceScene = "sawyer_door_lock.xml",
        HandStart = HandStart,
        Reach = TaskDefinition.LowReach,
        GoalRange = TaskDefinition.LowReach,
        VectorLow = [-0.1, 0.8, 0.15],
        VectorHigh = [0.1, 0.85, 0.15],
        GoalSite = "goal_lock",
        Policy = new DoorLockPolicy(),
        Create = static (simulation, arm) => new DoorLock(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Simulation.Step(SawyerArm.Substeps);
        SetTarget(new Point(0, -0.04, -0.1));
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var grip = Seen(observation);
        double opening = observation[3];
        double distance = (grip - Arm.LeftPad).Scaled(Weights).Length;
        // The benchmark measures against where the pad is now, not against where it began.
        double near = Tolerance.LongTail(distance, 0, 0.01, distance);
        double left = Math.Abs(Start.Target.Z - grip.Z);
        double locked = InPlace(left);
        double reward = 2 * Conjunction.Hamacher(Math.Max(opening, 0), near) + 8 * locked;
        return Report(opening, distance, near, left, locked, reward);
    }
}
