using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Carry the ball above the hoop; the random vector is the ball's place and the hoop's.</summary>
internal sealed class Basketball(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.08;
    private const double AboveHoop = 0.3;

    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.025, PadReach = 0.06, PlaneReach = 0.005 };
    private static readonly ShapedLift Lifting = new() { Rise = 0.3, Beside = 0.05, Climb = 2, Grip = 0.05, Hold = 0.1 };

    // How far off in height the ball is counts twice.
    private static readonly Point Weights = new(1, 1, 2);

    private readonly int _ball = simulation.Model.Body("bsktball");
    private readonly int _hoop = simulation.Model.Body("basket_goal");
    private readonly int _goal = simulation.Model.Site("goal");

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "basketball-v3",
        Scene = "basketball.xml",
        ReferenceScene = "sawyer_basketball.xml",
        HandStart = new Point(0, 0.6f, 0.2f),
        GoalRange = new Box(new Point(-0.1, 0.85 - 0.083, 0.2499), new Point(0.1, 0.9 + 1e-7 - 0.083, 0.2501)),
        VectorLow = [-0.1, 0.6, 0.0299, -0.1, 0.85, 0],
        VectorHigh = [0.1, 0.7, 0.0301, 0.1, 0.9 + 1e-7, 0],
        MinimumSeparation = 0.15,
        GoalSite = null,
        Policy = new BasketballPolicy(),
        Create = static (simulation, arm) => new Basketball(simulation, arm),
    };

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector[3..]).CopyTo(Model.BodyPosition(_hoop));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Target = SiteAt(_goal);
        Start.Thing = new Point(vector[0], vector[1], 0.03f);
        PlaceFreeObject(Start.Thing);
        Start.Height = BodyAt(_ball).Z;
    }

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _ball);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var ball = Seen(observation);
        bool open = observation[3] > 0;
        var target = Start.Target with { Z = AboveHoop };
        double left = (ball - target).Scaled(Weights).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - target).Scaled(Weights).Length);
        double distance = (ball - Arm.FingerCentre).Length;

        bool held = distance < 0.035 && open && ball.Z - 0.01 > Start.Thing.Z;
        double grasp = held ? 1 : Caging.Reward(Arm, Start, ball, action[3]);
        double reward = Conjunction.Hamacher(grasp, inPlace);
        if (held) reward += 1 + 5 * inPlace;
        if (left < TargetRadius) reward = 10;
        bool lifted = open && ball.Z - 0.03 > Start.Thing.Z;
        return new StepInfo(
            left <= TargetRadius, AsNumber(distance <= 0.05), AsNumber(lifted), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point ball = Seen(observation), fingers = Arm.FingerCentre;
        double left = (ball - Start.Target).Length;
        return new StepInfo(left <= TargetRadius, 1, 0, 0, 0, left, Lifting.Carry(Start, fingers, ball, left, action[3]));
    }
}
