using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push an open drawer shut.</summary>
internal sealed class DrawerClose(Simulation simulation, SawyerArm arm) : DrawerTask(simulation, arm), IRewardV1
{
    private const double Travel = 0.15;
    private const double TargetRadius = 0.05;
    private const double SuccessDistance = TargetRadius + 0.015;
    private const double HandleRadius = 0.005;

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "drawer-close-v3",
        Scene = "drawer.xml",
        ReferenceScene = "sawyer_drawer.xml",
        HandStart = HandStart,
        VectorLow = [-0.1, 0.9, 0.0],
        VectorHigh = [0.1, 0.9, 0.0],
        Policy = new DrawerClosePolicy(),
        Create = static (simulation, arm) => new DrawerClose(simulation, arm),
    };

    private Point Handle => Drawer + new Point(0, -0.16, 0.05);

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Target = Point.From(vector) + new Point(0, -0.16, 0.09);
        Simulation.Positions[SawyerArm.JointCount] = -Travel;
        Simulation.Forward();
        Start.Thing = Handle;
    }

    public override void ObserveObjects(Span<double> objects) => Handle.CopyTo(objects);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Seen(observation);
        double left = (handle - Start.Target).Length;
        double inPlace = Tolerance.LongTail(
            left, 0, TargetRadius, Math.Abs((Start.Thing - Start.Target).Length - TargetRadius));
        double distance = (handle - Arm.FingerCentre).Length;
        double near = Tolerance.Gaussian(
            distance, 0, HandleRadius, Math.Abs((Start.Thing - Start.Fingers).Length - HandleRadius));
        double reach = Conjunction.Hamacher(near, Math.Clamp(action[3], 0, 1));

        bool success = left <= SuccessDistance;
        double reward = success ? 10 : 10 * Conjunction.Hamacher(reach, inPlace);
        return new StepInfo(success, AsNumber(distance <= 0.01), 1, reach, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        Slid(Seen(observation), Travel, SuccessDistance, grasp: 1);
}
