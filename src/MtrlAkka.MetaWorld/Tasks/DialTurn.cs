using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Turn a dial by about a quarter turn; its random vector is the dial's place.</summary>
internal sealed class DialTurn : ManipulationTask, IRewardV1
{
    private const double DialRadius = 0.05;
    private const double TargetRadius = 0.07;
    private const double ReachRadius = 0.005;

    // From the dial's mark to where the closed fingers push.
    private static readonly Point Push = new(0.05, 0.02, 0.09);

    private readonly int _dial, _angle;

    private DialTurn(Simulation simulation, SawyerArm arm) : base(simulation, arm)
    {
        _dial = Model.Body("dial");
        _angle = Model.PositionAddress(Model.Joint("knob_Joint_1"));
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "dial-turn-v3",
        Scene = "dial.xml",
        ReferenceScene = "sawyer_dial.xml",
        HandStart = new Point(0, 0.6f, 0.2f),
        GoalRange = new Box(new Point(-0.1, 0.73, 0.0299), new Point(0.1, 0.83, 0.0301)),
        VectorLow = [-0.1, 0.7, 0.0],
        VectorHigh = [0.1, 0.8, 0.0],
        Policy = new DialTurnPolicy(),
        Create = static (simulation, arm) => new DialTurn(simulation, arm),
    };

    private Point Mark
    {
        get
        {
            var (sin, cos) = Math.SinCos(Simulation.Positions[_angle]);
            return BodyAt(_dial) + DialRadius * new Point(sin, -cos, 0);
        }
    }

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_dial));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Start.Thing + new Point(0, 0.03, 0.03);
        Start.Landmark = Mark + Push;
    }

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _dial, Mark);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var mark = Mark;
        double left = (mark - Start.Target).Length;
        double inPlace = Tolerance.LongTail(
            left, 0, TargetRadius, Math.Abs((Start.Landmark - Start.Target).Length - TargetRadius));
        double distance = (mark + Push - Arm.FingerCentre).Length;
        double near = Tolerance.Gaussian(
            distance, 0, ReachRadius, Math.Abs((Start.Landmark - Start.Fingers).Length - ReachRadius));
        double reach = Conjunction.Hamacher(near, Math.Clamp(action[3], 0, 1));
        return new StepInfo(
            left <= TargetRadius,
            AsNumber(distance <= 0.01),
            1,
            reach,
            inPlace,
            left,
            10 * Conjunction.Hamacher(reach, inPlace));
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var mark = Seen(observation);
        double left = Math.Abs(mark.Y - Start.Target.Y);
        double reward = ShapedProgress.WithinReach(
            (mark - Arm.FingerCentre).Length, Math.Abs(Start.Target.Y - Start.Thing.Y), left, 0.001, 0.0001);
        return new StepInfo(left <= TargetRadius, 1, 1, 0, 0, left, reward);
    }
}
