using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pick a peg up and push it sideways into a hole; the random vector is the peg's place and the box's.</summary>
internal sealed class PegInsertSide : ManipulationTask, IRewardV1
{
    private const double TargetRadius = 0.07;
    private const double Held = 0.08;

    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.0075, PadReach = 0.03, PlaneReach = 0.005 };
    private static readonly ShapedLift Lifting = new() { Rise = 0.11, Beside = 0.05, Grip = 0.05, Hold = 0.1 };

    // Being off the hole's axis counts twice.
    private static readonly Point Weights = new(1, 2, 2);

    private readonly int _box, _grasp, _head;
    private readonly (int Zero, int One) _lowerRim, _upperRim;

    private PegInsertSide(Simulation simulation, SawyerArm arm) : base(simulation, arm)
    {
        _box = Model.Body("box");
        _grasp = Model.Site("pegGrasp");
        _head = Model.Site("pegHead");
        _lowerRim = (Model.Site("bottom_right_corner_collision_box_1"), Model.Site("top_left_corner_collision_box_1"));
        _upperRim = (Model.Site("bottom_right_corner_collision_box_2"), Model.Site("top_left_corner_collision_box_2"));
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "peg-insert-side-v3",
        Scene = "peg-insert-side.xml",
        ReferenceScene = "sawyer_peg_insertion_side.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(
            new Point(-0.35, 0.4, -0.001) + HoleInBox, new Point(-0.25, 0.7, 0.001) + HoleInBox),
        VectorLow = [0.0, 0.5, 0.02, -0.35, 0.4, -0.001],
        VectorHigh = [0.2, 0.7, 0.02, -0.25, 0.7, 0.001],
        MinimumSeparation = 0.1,
        Policy = new PegInsertSidePolicy(),
        Create = static (simulation, arm) => new PegInsertSide(simulation, arm),
    };

    private static Point HoleInBox => new(0.03, 0, 0.13);

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector[3..]).CopyTo(Model.BodyPosition(_box));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Height = Start.Thing.Z;
        Start.Target = Point.From(vector[3..]) + HoleInBox;
        // The head's place before the peg is moved: the benchmark measures progress from there.
        Start.Landmark = SiteAt(_head);
        PlaceFreeObject(Start.Thing);
    }

    public override void ObserveObjects(Span<double> objects)
    {
        SiteAt(_grasp).CopyTo(objects);
        Orientation.FromMatrix(SiteMatrix(_grasp), objects.Slice(3, 4));
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point peg = Seen(observation), head = SiteAt(_head);
        double distance = (peg - Arm.FingerCentre).Length;
        double left = (head - Start.Target).Scaled(Weights).Length;
        double inserted = Tolerance.LongTail(
            left, 0, TargetRadius, (Start.Landmark - Start.Target).Scaled(Weights).Length);
        double clear = Conjunction.Hamacher(Along(head, _upperRim), Along(head, _lowerRim));
        double inPlace = Conjunction.Hamacher(inserted, clear);

        bool lifted = observation[3] > 0 && peg.Z - 0.01 > Start.Thing.Z;
        bool held = lifted && distance < Held;
        double grasp = held ? 1 : Caging.Reward(Arm, Start, peg, action[3]);
        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (held) reward += 1 + 5 * inPlace;
        bool success = left <= TargetRadius;
        if (success) reward = 10;
        return new StepInfo(
            success, AsNumber(distance <= 0.03), AsNumber(lifted && distance < 0.02), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point peg = Seen(observation), fingers = Arm.FingerCentre;
        double left = (peg - Start.Target).Length, headLeft = (SiteAt(_head) - Start.Target).Length;
        double reward = Lifting.Carry(Start, fingers, peg, headLeft <= 0.05 ? left : headLeft, action[3]);
        return new StepInfo(left <= TargetRadius, 1, 0, 0, 0, left, reward);
    }

    private double Along(Point head, (int Zero, int One) rim) =>
        Conjunction.AlongPrism(head, SiteAt(rim.Zero), SiteAt(rim.One));
}
