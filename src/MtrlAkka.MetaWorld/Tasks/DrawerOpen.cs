using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pull a drawer open by its handle.</summary>
internal sealed class DrawerOpen(Simulation simulation, SawyerArm arm) : DrawerTask(simulation, arm), IRewardV1
{
    private const double Travel = 0.2;
    private const double SuccessDistance = 0.03;

    // Height counts least, so that a finger may rise above the handle to hook it.
    private static readonly Point CagingWeights = new(3, 3, 1);

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "drawer-open-v3",
        Scene = "drawer.xml",
        ReferenceScene = "sawyer_drawer.xml",
        HandStart = HandStart,
        VectorLow = [-0.1, 0.9, 0.0],
        VectorHigh = [0.1, 0.9, 0.0],
        Policy = new DrawerOpenPolicy(),
        Create = static (simulation, arm) => new DrawerOpen(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Start.Thing + new Point(0, -0.16 - Travel, 0.09);
    }

    public override void ObserveObjects(Span<double> objects) => ObserveDrawer(objects, Drawer + new Point(0, -0.16, 0));

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point hand = Point.From(observation), handle = Seen(observation);
        double left = (handle - Start.Target).Length;
        double opened = Tolerance.LongTail(left, 0, 0.02, Travel);
        var closed = Start.Target + new Point(0, Travel, 0);
        double caged = Tolerance.LongTail(
            (handle - hand).Scaled(CagingWeights).Length, 0, 0.01, (closed - Start.Fingers).Scaled(CagingWeights).Length);
        return new StepInfo(
            left <= SuccessDistance,
            AsNumber((handle - hand).Length <= 0.03),
            AsNumber(observation[3] > 0),
            caged,
            opened,
            left,
            5 * (caged + opened));
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        Slid(Seen(observation), Travel, SuccessDistance, grasp: 0);
}
