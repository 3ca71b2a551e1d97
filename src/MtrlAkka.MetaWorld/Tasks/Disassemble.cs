using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Lift the wrench off the peg; the random vector's first point is the place of both.</summary>
internal sealed class Disassemble(Simulation simulation, SawyerArm arm) : WrenchTask(simulation, arm), IRewardV1
{
    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.015, PadReach = 0.02, PlaneReach = 0.01 };

    private static readonly ShapedLift Lifting = new()
    {
        Rise = 0.05, Beside = 0.04, Climb = 2, Grip = 0.04, Hold = 0.04, Held = 0.04,
    };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "disassemble-v3",
        Scene = "assembly.xml",
        ReferenceScene = "sawyer_assembly_peg.xml",
        HandStart = new Point(0, 0.4f, 0.2f),
        GoalRange = new Box(
            new Point(-0.1, 0.6, 0.1699) + new Point(0, 0, 0.005), new Point(0.1, 0.75, 0.1701) + new Point(0, 0, 0.005)),
        VectorLow = [0, 0.6, 0.025, -0.1, 0.6, 0.1699],
        VectorHigh = [0.1, 0.75, 0.02501, 0.1, 0.75, 0.1701],
        MinimumSeparation = 0.1,
        GoalSite = null,
        Policy = new DisassemblePolicy(),
        Create = static (simulation, arm) => new Disassemble(simulation, arm),
    };

    public override void Arrange(ReadOnlySpan<double> vector) => PlacePeg(Point.From(vector) + new Point(0, 0, 0.03));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Start.Thing + new Point(0, 0, 0.15);
        // As in the benchmark: the solver's next solution starts from this one, which shows in the last bits.
        Simulation.Forward();
        PlaceFreeObject(Start.Thing);
        Start.Height = Wrench.Z;
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var ring = Ring;
        double left = (Start.Target + new Point(0, 0, 0.1) - ring).Length;
        double inPlace = 0.1 * AsNumber(ring.Z > 0.02) + 0.9 * Tolerance.LongTail(left, 0, 0.02, 0.2);
        return Report(IsOff(observation), Grasp(Caging, observation, action[3]), inPlace, observation);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point grip = Seen(observation), fingers = Arm.FingerCentre;
        double distance = (grip - fingers).Length;
        bool lifted = Lifting.IsLifted(Start, grip.Z, distance);
        var off = Wrench - Start.Thing;
        bool away = Math.Abs(off.X) > 0.05 || Math.Abs(off.Y) > 0.05;

        double reward = away ? 0 : Lifting.Approach(Start, fingers, grip, action[3]);
        reward += Lifting.Lift(Start, away || lifted, grip.Z, distance);
        if (lifted && distance < 0.03)
            reward += Math.Max(ShapedProgress.Toward(Lifting.Farthest(Start), (grip - Start.Target).Length), 0);
        return new StepInfo(IsOff(observation), 0, 0, 0, 0, 0, reward);
    }

    private bool IsOff(ReadOnlySpan<double> observation) => Seen(observation).Z > Start.Target.Z;
}
