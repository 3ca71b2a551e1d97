using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pull a handle up, wherever its box stands.</summary>
internal abstract class HandlePullTask(Simulation simulation, SawyerArm arm, string grip, GripperCaging caging)
    : HandleTask(simulation, arm, grip, "goalPull")
{
    protected const double TargetRadius = 0.05;

    protected override double GraspV1 => 0;

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Seen(observation);
        double opening = observation[3];
        double left = Away(handle);
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, Away(Start.Thing));
        double grasp = caging.Reward(Arm, Start, handle, action[3]);
        double distance = (handle - Arm.FingerCentre).Length;
        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (distance < 0.035 && opening > 0 && Lifted(handle)) reward += 1 + 5 * inPlace;
        if (left < TargetRadius) reward = 10;
        return new StepInfo(
            left <= SuccessDistance,
            AsNumber(distance <= 0.05),
            AsNumber(opening > 0 && handle.Z - 0.03 > Start.Thing.Z),
            grasp,
            inPlace,
            left,
            reward);
    }

    /// <summary>Presses the handle down.</summary>
    protected void Lower() => Raise(-0.1);

    /// <summary>Whether the reward counts the handle as lifted.</summary>
    protected abstract bool Lifted(Point handle);

    /// <summary>How far a place of the handle is from its target, metres.</summary>
    protected abstract double Away(Point from);
}
