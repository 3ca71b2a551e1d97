using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push a ball into a soccer goal; the random vector is the ball's place and the goal's.</summary>
internal sealed class Soccer : PuckTask, IRewardV1
{
    private const double TargetRadius = 0.07;
    private const double HalfMouth = 0.1;

    private static readonly GripperCaging Caging =
        new() { ObjectRadius = 0.013, PadReach = 0.05, PlaneReach = 0.005, SidesMatter = true, SqueezeSlack = 0.01 };

    // Being beside the goal counts three times.
    private static readonly Point Weights = new(3, 1, 1);

    private readonly int _goal;

    private Soccer(Simulation simulation, SawyerArm arm) : base(simulation, arm, "soccer_ball") => _goal = Model.Body("goal_whole");

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "soccer-v3",
        Scene = "soccer.xml",
        ReferenceScene = "sawyer_soccer.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(-0.1, 0.8, 0), new Point(0.1, 0.9, 0)),
        VectorLow = [-0.1, 0.6, 0.03, -0.1, 0.8, 0.0],
        VectorHigh = [0.1, 0.7, 0.03, 0.1, 0.9, 0.0],
        MinimumSeparation = GoalDistance,
        Policy = new SoccerPolicy(),
        Create = static (simulation, arm) => new Soccer(simulation, arm),
    };

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector[3..]).CopyTo(Model.BodyPosition(_goal));

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var ball = Seen(observation);
        var toTarget = ball - Start.Target;
        double left = toTarget.Scaled(Weights).Length;
        double moved = (ball - Start.Thing).Scaled(Weights).Length;
        double inPlace = PastPost(ball, Tolerance.LongTail(left, 0, TargetRadius, moved));
        double grasp = Caging.Reward(Arm, Start, ball, action[3]);
        double reward = left < TargetRadius ? 10 : 3 * grasp + 6.5 * inPlace;

        double distance = toTarget.Length;
        double reach = (ball - Arm.FingerCentre).Length;
        return new StepInfo(
            distance <= SuccessRadius,
            AsNumber(reach <= 0.03),
            AsNumber(Lifted(observation)),
            grasp,
            inPlace,
            distance,
            reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) => PushedV1(observation);

    /// <summary>Takes off the more, the farther the ball rolls past the goal on its side.</summary>
    private double PastPost(Point ball, double inPlace)
    {
        double line = Start.Target.Y - 0.1;
        return ball.Y > line && Math.Abs(ball.X - Start.Target.X) > HalfMouth
            ? Math.Clamp(inPlace - 2 * ((ball.Y - line) / (1 - line)), 0, 1)
            : inPlace;
    }
}
