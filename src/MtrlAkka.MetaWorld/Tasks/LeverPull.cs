using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pull a lever up until it stands upright; its random vector is the place of the lever's stand.</summary>
internal sealed class LeverPull : ManipulationTask, IRewardV1
{
    private const double LeverLength = 0.2;
    private const double Upright = Math.PI / 2;
    private const double SuccessAngle = Math.PI / 24;

    // The gripper's shoulder, not its fingers, is what lifts.
    private static readonly Point Shoulder = new(0, 0.055, 0.07);

    // It should be below the lever before it bumps into it.
    private static readonly Point Weights = new(4, 1, 4);

    private readonly int _stand, _tip, _knob, _angle;

    private LeverPull(Simulation simulation, SawyerArm arm) : base(simulation, arm)
    {
        _stand = Model.Body("lever");
        _tip = Model.Site("leverStart");
        _knob = Model.Geom("objGeom");
        _angle = Model.PositionAddress(Model.Joint("LeverAxis"));
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "lever-pull-v3",
        Scene = "lever-pull.xml",
        ReferenceScene = "sawyer_lever_pull.xml",
        HandStart = new Point(0, 0.4f, 0.2f),
        Reach = TaskDefinition.LowReach,
        GoalRange = TaskDefinition.LowReach,
        VectorLow = [-0.1, 0.7, 0.0],
        VectorHigh = [0.1, 0.8, 0.0],
        Policy = new LeverPullPolicy(),
        Create = static (simulation, arm) => new LeverPull(simulation, arm),
    };

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_stand));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Landmark = Start.Thing + new Point(0.12, -LeverLength, 0.25);
        Start.Target = Start.Thing + new Point(0.12, 0, 0.25 + LeverLength);
    }

    public override void ObserveObjects(Span<double> objects)
    {
        SiteAt(_tip).CopyTo(objects);
        Orientation.FromMatrix(GeomMatrix(_knob), objects.Slice(3, 4));
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var tip = Seen(observation);
        double distance = (Point.From(observation) + Shoulder - tip).Scaled(Weights).Length;
        double ready = Tolerance.LongTail(
            distance, 0, 0.02, (Start.Fingers + Shoulder - Start.Landmark).Scaled(Weights).Length);
        double inPlace = Tolerance.LongTail(
            (tip - Start.Target).Length, 0, 0.04, (Start.Landmark - Start.Target).Length);

        // The joint turns towards negative angles as the lever rises.
        double missing = Math.Abs(-Simulation.Positions[_angle] - Upright);
        double raised = Tolerance.LongTail(missing, 0, Math.PI / 48, Math.PI / 2 - Math.PI / 12);
        return new StepInfo(
            missing <= SuccessAngle,
            AsNumber(distance < 0.03),
            AsNumber(ready > 0.9),
            ready,
            raised,
            distance,
            10 * Conjunction.Hamacher(ready, inPlace));
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var tip = Seen(observation);
        double left = (tip - Start.Target).Length;
        double reward = ShapedProgress.WithinReach(
            (tip - Arm.FingerCentre).Length, (Start.Target - Start.Thing).Length, left);
        // This version takes metres left for the angle that is missing.
        return new StepInfo(left <= SuccessAngle, 1, 0, 0, 0, 0, reward);
    }
}
