using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task that moves the mug in front of the coffee machine; its random vector is the mug's place and the goal.</summary>
internal abstract class MugTask(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm), IRewardV1
{
    /// <summary>Goals closer to the mug than this are drawn again, metres.</summary>
    protected const double GoalDistance = 0.15;

    private const double TargetRadius = 0.05;
    private const double SuccessDistance = 0.07;

    private static readonly GripperCaging Caging = new()
    {
        ObjectRadius = 0.02,
        PadReach = 0.05,
        PlaneReach = 0.05,
        Density = CagingDensity.Reach,
        ReachRadius = 0.04,
        FullEffort = 0.7,
    };

    // Being off along the table counts twice.
    private static readonly Point Weights = new(2, 2, 1);

    private readonly CoffeeMachine _machine = new(simulation);
    private readonly int _body = simulation.Model.Body("obj");
    private readonly int _geom = simulation.Model.Geom("mug");

    /// <summary>Where the hand begins.</summary>
    protected static Point HandStart { get; } = new(0, 0.4, 0.2);

    public override void Arrange(ReadOnlySpan<double> vector) => _machine.MoveTo(UnderSpout(vector) - CoffeeMachine.Spout);

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Point.From(vector[3..]);
        _machine.PlaceMug(Start.Thing);
    }

    public override void ObserveObjects(Span<double> objects)
    {
        BodyAt(_body).CopyTo(objects);
        Orientation.FromMatrix(GeomMatrix(_geom), objects.Slice(3, 4));
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var mug = Seen(observation);
        double opening = observation[3];
        double reach = (mug - Arm.FingerCentre).Length;
        double left = (mug - Start.Target).Length;
        double weighted = (mug - Start.Target).Scaled(Weights).Length;
        double inPlace = Tolerance.LongTail(weighted, 0, TargetRadius, (Start.Thing - Start.Target).Scaled(Weights).Length);
        double grasp = Caging.Reward(Arm, Start, mug, action[3]);

        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (reach < 0.04 && opening > 0) reward += 1 + 5 * inPlace;
        if (weighted < TargetRadius) reward = 10;
        // A grasp never counts: the benchmark asks for contact with the drawn mug, which nothing touches.
        return new StepInfo(left <= SuccessDistance, AsNumber(reach <= 0.03), 0, grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var mug = Seen(observation);
        double reach = (Arm.FingerCentre - mug).Length;
        double left = (mug - Start.Target).Length;
        double moved = reach < 0.05
            ? Math.Max(ShapedProgress.Toward((Start.Thing - Start.Target).LengthXy, (mug - Start.Target).LengthXy), 0)
            : 0;
        return new StepInfo(left <= SuccessDistance, 1, 0, 0, 0, left, moved - ReachV1(mug, reach));
    }

    /// <summary>The end of the mug's way that lies under the spout.</summary>
    protected abstract Point UnderSpout(ReadOnlySpan<double> vector);

    /// <summary>What version 1 takes off for fingers far from the mug.</summary>
    /// <param name="mug">Where the mug is.</param>
    /// <param name="distance">The fingers' distance from it, metres.</param>
    protected virtual double ReachV1(Point mug, double distance) => distance;
}
