using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>
/// A task with the plate that slides on the table in x and y, and with the net; its random vector is the plate's nominal
/// place and the goal.
/// </summary>
/// <param name="simulation">The physics.</param>
/// <param name="arm">The robot.</param>
/// <param name="x">How far along x the plate starts from its own zero, metres.</param>
/// <param name="y">The same along y.</param>
internal abstract class PlateTask(Simulation simulation, SawyerArm arm, double x = 0, double y = 0)
    : ManipulationTask(simulation, arm), IRewardV1
{
    protected const double TargetRadius = 0.05;

    private const double SuccessDistance = 0.07;

    private readonly int _plate = simulation.Model.Geom("puck");
    private readonly int _net = simulation.Model.Body("puck_goal");

    /// <summary>Where the hand begins; the benchmark keeps it in single precision.</summary>
    protected static Point HandStart { get; } = new(0, 0.6f, 0.2f);

    /// <summary>How much shorter than the first distances the margins of the rewards are, metres.</summary>
    protected virtual double MarginCut => TargetRadius;

    private Point Plate => GeomAt(_plate);

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Point.From(vector[3..]);
        var positions = Simulation.Positions[SawyerArm.JointCount..];
        positions[0] = x;
        positions[1] = y;
        Simulation.Forward();
        Start.Extent = (Plate - Start.Target).LengthXy;
    }

    public override void ObserveObjects(Span<double> objects)
    {
        Plate.CopyTo(objects);
        Orientation.FromMatrix(GeomMatrix(_plate), objects.Slice(3, 4));
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point plate = Seen(observation), fingers = Arm.FingerCentre;
        double left = (plate - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - Start.Target).Length - MarginCut);
        double distance = (fingers - plate).Length;
        double reach = Tolerance.LongTail(distance, 0, TargetRadius, (Start.Fingers - Start.Thing).Length - MarginCut);
        double reward = left < TargetRadius ? 10 : Underway(fingers.Z <= 0.03 && distance < 0.07, reach, inPlace);
        return new StepInfo(left <= SuccessDistance, AsNumber(distance <= 0.03), 0, reach, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var plate = Seen(observation);
        double left = (plate - Start.Target).LengthXy;
        double reward = ShapedProgress.WithinReach((plate - Arm.FingerCentre).Length, Start.Extent, left);
        return new StepInfo(left <= SuccessDistance, 1, 0, 0, 0, left, reward);
    }

    /// <summary>The reward until the plate is at its target.</summary>
    /// <param name="low">Whether the fingers are at the plate and near the table.</param>
    /// <param name="reach">Degree to which the fingers are at the plate.</param>
    /// <param name="inPlace">Degree to which the plate is at its target.</param>
    protected virtual double Underway(bool low, double reach, double inPlace) => low ? 2 + 7 * inPlace : 1.5 * reach;

    protected void PlaceNet(Point place) => place.CopyTo(Model.BodyPosition(_net));
}
