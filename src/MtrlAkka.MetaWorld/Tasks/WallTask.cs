using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>
/// A task in which the puck has to get past a wall. The reward leads it to a point beside or above the wall, and to the
/// goal once it is there.
/// </summary>
internal abstract class WallTask(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm)
{
    private const double TargetRadius = 0.05;
    private const double WallY = 0.75;

    /// <summary>The reward for holding the puck.</summary>
    protected abstract GripperCaging Caging { get; }

    /// <summary>How much each axis counts on the way past the wall.</summary>
    protected abstract Point Weights { get; }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point puck = Seen(observation), pass = Pass(puck);
        double reach = (puck - Arm.FingerCentre).Length;
        double left = (puck - Start.Target).Length;
        double past = Tolerance.LongTail(
            (puck - pass).Scaled(Weights).Length, 0, TargetRadius, (Start.Thing - pass).Scaled(Weights).Length);
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - Start.Target).Length);
        double grasp = Caging.Reward(Arm, Start, puck, action[3]);

        double reward = Held(grasp, past);
        if (reach < 0.02 && observation[3] > 0 && UnderWay(puck))
            reward = puck.Y > WallY ? reward + 1 + 4 + 3 * inPlace : reward + 1 + 4 * past;
        if (left < TargetRadius) reward = 10;
        return new StepInfo(
            left <= SuccessRadius, AsNumber(reach <= 0.03), AsNumber(Lifted(observation)), grasp, inPlace, left, reward);
    }

    /// <summary>The point beside or above the wall.</summary>
    protected abstract Point Pass(Point puck);

    /// <summary>The reward before the puck is under way.</summary>
    protected abstract double Held(double grasp, double past);

    /// <summary>Whether a puck between the fingers is on its way.</summary>
    protected abstract bool UnderWay(Point puck);
}
