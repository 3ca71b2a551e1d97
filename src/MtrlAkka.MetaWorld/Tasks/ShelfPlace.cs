using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pick a block up and put it on a shelf; the random vector is the block's place and the goal on the shelf.</summary>
internal sealed class ShelfPlace : PuckTask, IRewardV1
{
    private const double TargetRadius = 0.05;
    private const double BoardHeight = 0.24;
    private const double HalfWidth = 0.15;
    private const double Depth = 3 * TargetRadius;

    private static readonly GripperCaging Caging =
        new() { ObjectRadius = 0.02, PadReach = 0.05, PlaneReach = 0.01, Density = CagingDensity.Sparse };

    private readonly int _shelf;

    private ShelfPlace(Simulation simulation, SawyerArm arm) : base(simulation, arm) => _shelf = Model.Body("shelf");

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "shelf-place-v3",
        Scene = "shelf.xml",
        ReferenceScene = "sawyer_shelf_placing.xml",
        HandStart = new Point(0, 0.6f, 0.2f),
        GoalRange = new Box(new Point(-0.1, 0.8, 0.299), new Point(0.1, 0.9, 0.301)),
        VectorLow = [-0.1, 0.5, 0.019, -0.1, 0.8, 0.299],
        VectorHigh = [0.1, 0.6, 0.021, 0.1, 0.9, 0.301],
        MinimumSeparation = 0.1,
        // The site that shows the target is part of the shelf and moves with it.
        GoalSite = null,
        Policy = new ShelfPlacePolicy(),
        Create = static (simulation, arm) => new ShelfPlace(simulation, arm),
    };

    private static Point GoalOnShelf => new(0, 0, 0.3);

    public override void Arrange(ReadOnlySpan<double> vector) => ShelfFor(vector).CopyTo(Model.BodyPosition(_shelf));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        double height = Puck.Z;
        // The benchmark derives the state once more here; the solver starts from what it found last.
        Simulation.Forward();
        Begin(new Point(vector[0], vector[1], height), GoalOnShelf + ShelfFor(vector));
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var block = Seen(observation);
        double reach = (block - Arm.FingerCentre).Length;
        double left = (block - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - Start.Target).Length);
        double grasp = Caging.Reward(Arm, Start, block, action[3]);

        double reward = Conjunction.Hamacher(grasp, inPlace);
        inPlace = UnderBoard(block, inPlace);
        if (reach < 0.025 && observation[3] > 0 && block.Z - 0.01 > Start.Thing.Z) reward += 1 + 5 * inPlace;
        if (left < TargetRadius) reward = 10;
        return new StepInfo(
            left <= SuccessRadius, AsNumber(reach <= 0.03), AsNumber(Lifted(observation)), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        CarriedV1(observation, action, UsualLift);

    private static Point ShelfFor(ReadOnlySpan<double> vector) => Point.From(vector[3..]) - GoalOnShelf;

    /// <summary>Takes off the more, the farther the block is under the board: it must come from above.</summary>
    private double UnderBoard(Point block, double inPlace)
    {
        var target = Start.Target;
        bool low = block.Z > 0 && block.Z < BoardHeight
            && block.X > target.X - HalfWidth && block.X < target.X + HalfWidth;
        if (!low) return inPlace;
        if (block.Y > target.Y) return 0;
        double front = target.Y - Depth;
        if (block.Y <= front || block.Y >= target.Y) return inPlace;
        double loss = Conjunction.Hamacher((block.Y - front) / Depth, (BoardHeight - block.Z) / BoardHeight);
        return Math.Clamp(inPlace - loss, 0, 1);
    }
}
