using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task in which the fingers go to a point in the air; the puck is of no importance.</summary>
internal abstract class ReachTask(Simulation simulation, SawyerArm arm) : PuckTask(simulation, arm), IRewardV1
{
    protected const double TargetRadius = 0.05;

    protected static Point HandStart { get; } = new(0, 0.6, 0.2);

    private double Distance => (Arm.FingerCentre - Start.Target).Length;

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        double distance = Distance;
        double inPlace = Tolerance.LongTail(distance, 0, TargetRadius, (HandStart - Start.Target).Length);
        return Report(distance, inPlace, 10 * inPlace);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        double distance = Distance;
        double progress = ShapedProgress.Toward((Start.Fingers - Start.Target).Length, distance);
        return Report(distance, 0, Math.Max(progress, 0));
    }

    /// <summary>The figures; the benchmark fills them differently from task to task.</summary>
    protected abstract StepInfo Report(double distance, double inPlace, double reward);
}
