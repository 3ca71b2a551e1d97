using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Press a handle down, wherever its box stands.</summary>
internal abstract class HandlePressTask(Simulation simulation, SawyerArm arm)
    : HandleTask(simulation, arm, "handleStart", "goalPress")
{
    private const double TargetRadius = 0.02;
    private const double HandleRadius = 0.02;

    protected override double SuccessDistance => TargetRadius;

    protected override double GraspV1 => 1;

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Raise(-0.001);
        Start.Thing = Handle;
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Handle;
        double left = Math.Abs(handle.Z - Start.Target.Z);
        double inPlace = Tolerance.LongTail(
            left, 0, TargetRadius, Math.Abs(Math.Abs(Start.Thing.Z - Start.Target.Z) - TargetRadius));
        double distance = (handle - Arm.FingerCentre).Length;
        double reach = Tolerance.LongTail(
            distance, 0, HandleRadius, Math.Abs((Start.Thing - Start.Fingers).Length - HandleRadius));
        bool success = left <= TargetRadius;
        double reward = success ? 10 : 10 * Conjunction.Hamacher(reach, inPlace);
        return new StepInfo(success, AsNumber(distance <= 0.05), 1, reach, inPlace, left, reward);
    }
}
