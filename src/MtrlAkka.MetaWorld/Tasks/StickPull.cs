using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Take the stick, put it through the thermos' handle, and pull the thermos to a goal.</summary>
internal sealed class StickPull : StickTask, IRewardV1
{
    private const double TargetRadius = 0.05;

    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.014, PadReach = 0.05, PlaneReach = 0.01 };

    // Being off in height counts twice.
    private static readonly Point Weights = new(1, 1, 2);

    // From the handle's loop to where the stick is well inside it.
    private static readonly Point Through = new(0.05, 0, 0);

    private readonly int _end;

    private StickPull(Simulation simulation, SawyerArm arm) : base(simulation, arm) => _end = Model.Site("stick_end");

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "stick-pull-v3",
        Scene = "stick.xml",
        ReferenceScene = "sawyer_stick_obj.xml",
        HandStart = new Point(0, 0.6, 0.2),
        Reach = new Box(new Point(-0.5, 0.35, 0.05), new Point(0.5, 1, 0.5)),
        GoalRange = new Box(new Point(0.35, 0.45, 0.0199), new Point(0.45, 0.55, 0.0201)),
        VectorLow = [-0.1, 0.55, 0, 0.35, 0.45, 0.0199],
        VectorHigh = [0, 0.65, 0.001, 0.45, 0.55, 0.0201],
        MinimumSeparation = GoalDistance,
        Policy = new StickPolicy(
            gain: 25, grip: new Point(-0.015, 0, 0.03), contact: new Point(-0.015, 0, 0.03), lead: new Point(-0.05, 0, 0)),
        Create = static (simulation, arm) => new StickPull(simulation, arm),
    };

    protected override Point Mark => Loop;

    public override void Begin(ReadOnlySpan<double> vector) => Place(vector, 0.02, 0.09);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point stick = Seen(observation), loop = SeenThermos(observation), thermos = loop + Through;
        double reach = (stick - Arm.FingerCentre).Length;
        double left = (loop - Start.Target).Length;
        double inserted = InPlace(
            (stick - thermos).Scaled(Weights).Length, (Start.Thing - (Start.Landmark + Through)).Scaled(Weights).Length);
        bool raised = Raised(observation, stick) && reach < 0.02;
        // The benchmark measures the grasp of the stick against where the thermos began.
        double grasp = raised ? 1 : Caging.Reward(Arm, Start with { Thing = Start.Landmark }, stick, action[3]);

        bool hooked = IsHooked(loop);
        double reward = Conjunction.Hamacher(grasp, inserted);
        if (raised && hooked && left <= SuccessRadius) reward = 10;
        else if (raised && hooked) reward = 1 + reward + 5 + 2 * Pulled(stick, Start.Thing) + Pulled(thermos, Start.Landmark);
        else if (raised) reward = 1 + reward + 5 * inserted;
        bool lifted = observation[3] > 0 && stick.Z - 0.02 > Start.Landmark.Z && Gripped;
        return new StepInfo(
            hooked && left <= SuccessRadius, AsNumber(reach <= 0.03), AsNumber(lifted), grasp, inserted, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var (reward, left) = RewardV1(observation, action[3], 0.01, 0.001);
        var loop = SeenThermos(observation);
        bool success = IsHooked(loop) && (loop - Start.Target).Length <= SuccessRadius;
        return new StepInfo(success, 1, 0, 0, 0, left, reward);
    }

    private static double InPlace(double left, double margin) => Tolerance.LongTail(left, 0, TargetRadius, margin);

    private double Pulled(Point now, Point from) => InPlace((now - Start.Target).Length, (from - Start.Target).Length);

    /// <summary>Whether the stick reaches through the handle.</summary>
    private bool IsHooked(Point loop)
    {
        var off = SiteAt(_end) - loop;
        return off.X >= 0 && Math.Abs(off.Y) <= 0.04 && Math.Abs(off.Z) <= 0.06;
    }
}
