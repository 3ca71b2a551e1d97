using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task that presses a button, from the front (along y) or from above (along z).</summary>
internal abstract class PressTask(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.005;
    private const double TouchDistance = 0.05;

    /// <summary>Whether the button is pressed down, along z.</summary>
    protected virtual bool FromAbove => false;

    /// <summary>Within it the fingers count as at the button, metres.</summary>
    protected abstract double NearRadius { get; }

    /// <summary>The button counts as pressed with so much left, metres.</summary>
    protected abstract double SuccessDistance { get; }

    /// <summary>What version 1 takes for the distance that has to be pressed, metres.</summary>
    protected virtual double TravelV1 => Start.Extent;

    /// <inheritdoc/>
    public sealed override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var button = Seen(observation);
        double opening = observation[3];
        double distance = (button - Arm.FingerCentre).Length;
        double left = Left(button);
        double near = Tolerance.LongTail(distance, 0, NearRadius, (button - Start.Fingers).Length);
        double pressed = Tolerance.LongTail(left, 0, TargetRadius, Start.Extent);
        return new StepInfo(
            left <= SuccessDistance,
            AsNumber(distance <= TouchDistance),
            AsNumber(opening > 0),
            near,
            pressed,
            left,
            Reward(opening, distance, near, pressed));
    }

    /// <inheritdoc/>
    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var button = Seen(observation);
        double left = Left(button);
        double reach = (button - (FromAbove ? Arm.FingerCentre : Arm.LeftFinger)).Length;
        double pressed = reach < TouchDistance ? Math.Max(ShapedProgress.Toward(TravelV1, left), 0) : 0;
        return new StepInfo(left <= SuccessDistance, 1, 0, 0, 0, left, -reach + pressed);
    }

    /// <summary>The reward of version 2.</summary>
    /// <param name="opening">How far the gripper is open.</param>
    /// <param name="distance">From the fingers to the button, metres.</param>
    /// <param name="near">Degree to which the fingers are at the button.</param>
    /// <param name="pressed">Degree to which the button is pressed.</param>
    protected abstract double Reward(double opening, double distance, double near, double pressed);

    /// <summary>A reward in two parts, 10 in all: for the gripper at the button, and for pressing once it is there.</summary>
    /// <param name="share">The first part's share of the 10.</param>
    /// <param name="gripper">Degree to which the gripper is as it should be.</param>
    /// <param name="near">Degree to which it is at the button.</param>
    /// <param name="there">Whether pressing is paid for.</param>
    /// <param name="pressed">Degree to which the button is pressed.</param>
    protected static double ApproachThenPress(double share, double gripper, double near, bool there, double pressed)
    {
        double reward = share * Conjunction.Hamacher(gripper, near);
        return there ? reward + (10 - share) * pressed : reward;
    }

    /// <summary>Where a point is along the button's way, metres.</summary>
    protected double Along(Point p) => FromAbove ? p.Z : p.Y;

    private double Left(Point button) => Math.Abs(Along(Start.Target) - Along(button));
}
