using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pick the wrench up and put its ring over the peg; the random vector is the wrench's place and the goal.</summary>
internal sealed class Assembly(Simulation simulation, SawyerArm arm) : WrenchTask(simulation, arm), IRewardV1
{
    private const double TargetRadius = 0.02;

    private static readonly GripperCaging Caging = new()
    {
        ObjectRadius = 0.015, PadReach = 0.02, PlaneReach = 0.01, Density = CagingDensity.Reach,
    };

    private static readonly ShapedLift Lifting = new() { Rise = 0.1, Beside = 0.04, Grip = 0.04, Hold = 0.04, Held = 0.03 };

    // How high the ring is off counts three times.
    private static readonly Point Weights = new(1, 1, 3);

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "assembly-v3",
        Scene = "assembly.xml",
        ReferenceScene = "sawyer_assembly_peg.xml",
        HandStart = new Point(0, 0.6f, 0.2f),
        GoalRange = new Box(new Point(-0.1, 0.75, 0.1), new Point(0.1, 0.85, 0.1)),
        VectorLow = [0, 0.6, 0.02, -0.1, 0.75, 0.1],
        VectorHigh = [0, 0.6, 0.02, 0.1, 0.85, 0.1],
        MinimumSeparation = 0.1,
        GoalSite = null,
        Policy = new AssemblyPolicy(),
        Create = static (simulation, arm) => new Assembly(simulation, arm),
    };

    public override void Arrange(ReadOnlySpan<double> vector) => PlacePeg(Point.From(vector[3..]) - new Point(0, 0, 0.05));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Point.From(vector[3..]);
        PlaceFreeObject(Start.Thing);
        Start.Height = Grip.Z;
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var ring = Ring;
        var off = Start.Target - ring;
        double aside = off.LengthXy;
        bool success = aside < TargetRadius && off.Z > 0;

        // The ring should keep above a funnel around the peg, whose neck is wider once the ring is on it.
        double neck = success ? 0.02 : 0.01;
        double funnel = aside > neck ? 0.02 * Math.Log(aside - neck) + 0.2 : 0;
        double left = (off with { Z = funnel - ring.Z }).Scaled(Weights).Length;
        bool lifted = ring.Z > 0.02 || aside < neck;
        double inPlace = 0.1 * AsNumber(lifted) + 0.9 * Tolerance.LongTail(left, 0, 0.02, 0.4);
        return Report(success, Grasp(Caging, observation, action[3]), inPlace, observation);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        Point grip = Seen(observation), fingers = Arm.FingerCentre, wrench = Wrench;
        double top = Lifting.Top(Start);
        double distance = (grip - fingers).Length;
        var off = wrench - Start.Target;
        double left = off.LengthXy;
        double above = Math.Abs(wrench.Z - Start.Height);
        bool lifted = Lifting.IsLifted(Start, wrench.Z, distance);
        bool placed = Math.Abs(off.X) < 0.03 && Math.Abs(off.Y) < 0.03;

        double reward = Lifting.Approach(Start, fingers, grip, action[3])
            + Lifting.Lift(Start, placed || lifted, wrench.Z, distance);
        if (placed || lifted)
        {
            double progress = ShapedProgress.Toward(Lifting.Farthest(Start), left);
            if (placed) progress += 2 * ShapedProgress.Toward(top, above, 1000, 0.003, 0.0003);
            reward += Math.Max(progress, 0);
        }

        return new StepInfo(placed && above <= 0.04, 0, 0, 0, 0, 0, reward);
    }
}
