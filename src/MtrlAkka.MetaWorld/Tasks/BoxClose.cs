using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Put the lid on the box; the random vector is the lid's place and the goal above the box.</summary>
internal sealed class BoxClose(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm), IRewardV1
{
    private const double SuccessDistance = 0.08;

    private static readonly ShapedLift Lifting = new() { Rise = 0.12, Beside = 0.05, Climb = 2, Grip = 0.05, Hold = 0.1 };

    // How far off in height the lid is counts three times.
    private static readonly Point Weights = new(1, 1, 3);

    private readonly int _box = simulation.Model.Body("boxbody");
    private readonly int _lid = simulation.Model.Body("top_link");
    private readonly int _handle = simulation.Model.Geom("BoxHandleGeom");

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "box-close-v3",
        Scene = "box.xml",
        ReferenceScene = "sawyer_box.xml",
        HandStart = new Point(0, 0.6f, 0.2f),
        GoalRange = new Box(new Point(-0.1, 0.7, 0.133), new Point(0.1, 0.8, 0.133)),
        VectorLow = [-0.05, 0.5, 0.02, -0.1, 0.7, 0.133],
        VectorHigh = [0.05, 0.55, 0.02, 0.1, 0.8, 0.133],
        MinimumSeparation = 0.25,
        Policy = new BoxClosePolicy(),
        Create = static (simulation, arm) => new BoxClose(simulation, arm),
    };

    public override void Arrange(ReadOnlySpan<double> vector) =>
        new Point(vector[3], vector[4], 0).CopyTo(Model.BodyPosition(_box));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = new Point(vector[0], vector[1], 0.02f);
        Start.Target = Point.From(vector[3..]);
        Simulation.Step(SawyerArm.Substeps);
        PlaceFreeObject(Start.Thing);
        Start.Height = GeomAt(_handle).Z;
    }

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _lid);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var lid = Seen(observation) + new Point(0, 0, 0.02);
        double effort = (Math.Clamp(action[3], -1, 1) + 1) / 2;
        double ready = Ready(Point.From(observation), lid);
        double inPlace = 0.2 * AsNumber(lid.Z > 0.04)
            + 0.8 * Tolerance.LongTail((Start.Target - lid).Scaled(Weights).Length, 0, 0.05, 0.25);

        bool success = IsClosed(observation);
        double reward = success ? 10 : 2 * Conjunction.Hamacher(effort, ready) + 8 * inPlace;
        // Whatever it is, a lid that does not lie flat earns less.
        reward *= Posture.Kept(observation, 0.707, 0.707, 0.2);
        return new StepInfo(success, ready, AsNumber(effort >= 0.5), effort, inPlace, 0, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point lid = Seen(observation), fingers = Arm.FingerCentre;
        double reward = Lifting.Carry(Start, fingers, lid, (lid - Start.Target).Length, action[3]);
        return new StepInfo(IsClosed(observation), 0, 0, 0, 0, 0, reward);
    }

    /// <summary>Degree to which the hand is at the lid's handle, having come from above.</summary>
    private static double Ready(Point hand, Point lid)
    {
        var off = hand - lid;
        double beside = off.LengthXy - 0.02;
        double floor = beside <= 0 ? 0 : 0.04 * Math.Log(beside) + 0.4;
        double above = hand.Z >= floor ? 1 : Tolerance.LongTail(floor - hand.Z, 0, 0.01, floor / 2);
        return Conjunction.Hamacher(above, Tolerance.LongTail(off.Length, 0, 0.02, 0.5));
    }

    private bool IsClosed(ReadOnlySpan<double> observation) =>
        (Seen(observation) - Start.Target).Length < SuccessDistance;
}
