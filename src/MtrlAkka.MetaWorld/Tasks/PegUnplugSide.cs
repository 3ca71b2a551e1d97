using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pull a plug sideways out of its socket; the random vector is the socket's place.</summary>
internal sealed class PegUnplugSide : ManipulationTask, IRewardV1
{
    private const double TargetRadius = 0.05;
    private const double SuccessRadius = 0.07;

    private static readonly GripperCaging Caging =
        new() { ObjectRadius = 0.025, PadReach = 0.05, PlaneReach = 0.005, FullEffort = 0.8 };

    private static readonly ShapedLift Lifting = new() { Rise = 0, Beside = 0.05, Climb = 2, Grip = 0.05, Hold = 0 };

    private readonly int _box, _plug, _end;

    private PegUnplugSide(Simulation simulation, SawyerArm arm) : base(simulation, arm)
    {
        _box = Model.Body("box");
        _plug = Model.Body("plug1");
        _end = Model.Site("pegEnd");
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "peg-unplug-side-v3",
        Scene = "peg-unplug-side.xml",
        ReferenceScene = "sawyer_peg_unplug_side.xml",
        HandStart = HandStart,
        GoalRange = new Box(
            new Point(-0.25, 0.6, -0.001) + GoalFromBox, new Point(-0.15, 0.8, 0.001) + GoalFromBox),
        VectorLow = [-0.25, 0.6, -0.001],
        VectorHigh = [-0.15, 0.8, 0.001],
        Policy = new PegUnplugSidePolicy(),
        Create = static (simulation, arm) => new PegUnplugSide(simulation, arm),
    };

    private static Point HandStart => new(0, 0.6, 0.2);

    private static Point GoalFromBox => new(0.194, 0, 0.131);

    private static Point PlugFromBox => new(0.044, 0, 0.131);

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_box));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        var plug = Point.From(vector) + PlugFromBox;
        plug.CopyTo(Simulation.Positions[SawyerArm.JointCount..]);
        var quaternion = Simulation.Positions.Slice(SawyerArm.JointCount + 3, 4);
        quaternion.Clear();
        quaternion[0] = 1;
        // It may go on turning: the benchmark stops its movement alone.
        Simulation.Velocities.Slice(SawyerArm.JointCount, 3).Clear();
        Simulation.Forward();
        Start.Thing = SiteAt(_end);
        Start.Target = plug + new Point(0.15, 0, 0);
    }

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _plug, SiteAt(_end));

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var plug = Seen(observation);
        double reach = (plug - Arm.FingerCentre).Length;
        double left = (plug - Start.Target).Length;
        double inPlace = Tolerance.LongTail(left, 0, TargetRadius, (Start.Thing - Start.Target).Length);
        double grasp = Caging.Reward(Arm, Start, plug, action[3]);

        bool pulled = observation[3] > 0.5 && plug.X - Start.Thing.X > 0.015;
        double reward = 2 * grasp;
        if (pulled && reach < 0.035) reward = 1 + 2 * grasp + 5 * inPlace;
        if (left <= TargetRadius) reward = 10;
        return new StepInfo(left <= SuccessRadius, AsNumber(reach <= 0.03), AsNumber(pulled), grasp, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point plug = Seen(observation), fingers = Arm.FingerCentre;
        double left = (plug - Start.Target).LengthXy;
        double reward = Lifting.Approach(Start with { Fingers = HandStart }, fingers, plug, action[3]);
        if ((plug - fingers).Length < 0.05)
            reward += Math.Max(ShapedProgress.Toward((Start.Target - Start.Thing).Length, left), 0);
        return new StepInfo(left <= SuccessRadius, 1, 0, 0, 0, left, reward);
    }
}
