using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pick the puck up and hold it at a goal in the air.</summary>
internal sealed class PickPlace(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.05;

    private static readonly GripperCaging Caging =
        new() { ObjectRadius = 0.015, PadReach = 0.05, PlaneReach = 0.005, SidesMatter = true };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "pick-place-v3",
        Scene = "pick-place.xml",
        ReferenceScene = "sawyer_pick_place_v3.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(-0.1, 0.8, 0.05), new Point(0.1, 0.9, 0.3)),
        VectorLow = [-0.1, 0.6, 0.02, -0.1, 0.8, 0.05],
        VectorHigh = [0.1, 0.7, 0.02, 0.1, 0.9, 0.3],
        MinimumSeparation = GoalDistance,
        Policy = new PickPlacePolicy(),
        Create = static (simulation, arm) => new PickPlace(simulation, arm),
    };

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var puck = Seen(observation);
        double reach = (puck - Arm.FingerCentre).Length;
        double left = (puck - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - Start.Target).Length);
        double grasp = Caging.Reward(Arm, Start, puck, action[3]);

        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (reach < 0.02 && observation[3] > 0 && puck.Z - 0.01 > Start.Thing.Z) reward += 1 + 5 * inPlace;
        if (left < TargetRadius) reward = 10;
        return new StepInfo(
            left <= SuccessRadius, AsNumber(reach <= 0.03), AsNumber(Lifted(observation)), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        CarriedV1(observation, action, UsualLift);
}
