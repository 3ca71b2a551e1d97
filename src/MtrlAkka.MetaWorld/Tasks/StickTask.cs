using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>
/// A task with a stick to hold and a thermos to move with it; its random vector is the stick's place and the goal.
/// The start's landmark is where the thermos stands before its slides move it.
/// </summary>
internal abstract class StickTask(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm)
{
    /// <summary>How near its goal the thermos has to come, metres.</summary>
    protected const double SuccessRadius = 0.12;

    /// <summary>Goals closer to the stick than this are drawn again, metres.</summary>
    protected const double GoalDistance = 0.1;

    private const double StickHeight = 0.02;

    // The stick is free, with seven positions and six velocities; the thermos slides along x, then y.
    private const int ThermosPosition = SawyerArm.JointCount + 7;
    private const int ThermosVelocity = SawyerArm.JointCount + 6;

    private static readonly ShapedLift Lifting = new() { Rise = 0.04, Grip = 0.05, Hold = 0.1 };

    private readonly int _stick = simulation.Model.Body("stick");
    private readonly int _stickGeom = simulation.Model.Geom("objGeom");
    private readonly int _thermos = simulation.Model.Body("object");
    private readonly int _insertion = simulation.Model.Site("insertion");

    /// <summary>Whether the stick is between both pads.</summary>
    protected bool Gripped => Arm.Grips(_stickGeom);

    /// <summary>The middle of the loop that the thermos' handle makes.</summary>
    protected Point Loop => SiteAt(_insertion);

    /// <summary>What is seen of the thermos.</summary>
    protected abstract Point Mark { get; }

    public override void ObserveObjects(Span<double> objects)
    {
        BodyAt(_stick).CopyTo(objects);
        Orientation.FromMatrix(Simulation.BodyMatrices.Slice(9 * _stick, 9), objects.Slice(3, 4));
        Mark.CopyTo(objects[7..]);
    }

    /// <summary>Where an observation shows the thermos.</summary>
    protected static Point SeenThermos(ReadOnlySpan<double> observation) => Point.From(observation[11..]);

    /// <summary>Puts stick and thermos to their places.</summary>
    /// <param name="vector">The random vector.</param>
    /// <param name="targetHeight">Height of the target; the vector's is not used.</param>
    /// <param name="away">How far the thermos has slid along y.</param>
    protected void Place(ReadOnlySpan<double> vector, double targetHeight, double away)
    {
        Start.Thing = new Point(vector[0], vector[1], StickHeight);
        Start.Target = new Point(vector[3], vector[4], targetHeight);
        Start.Height = StickHeight;
        PlaceFreeObject(Start.Thing);
        Simulation.Positions[ThermosPosition] = 0;
        Simulation.Positions[ThermosPosition + 1] = away;
        // Along x it may go on moving: the benchmark stops it along y alone.
        Simulation.Velocities[ThermosVelocity + 1] = 0;
        Simulation.Forward();
        Start.Landmark = BodyAt(_thermos);
    }

    /// <summary>Whether the stick is in the fingers and off the table.</summary>
    protected bool Raised(ReadOnlySpan<double> observation, Point stick) => observation[3] > 0 && stick.Z - 0.01 > Start.Thing.Z;

    /// <summary>The reward of version 1, and the distance left as it counts there.</summary>
    /// <param name="observation">39 numbers.</param>
    /// <param name="effort">The action's closing effort.</param>
    /// <param name="wide">Width of the wide bell at the goal.</param>
    /// <param name="narrow">Width of the narrow bell at the goal.</param>
    protected (double Reward, double Left) RewardV1(ReadOnlySpan<double> observation, double effort, double wide, double narrow)
    {
        var stick = Seen(observation);
        // The benchmark looks for the thermos in the wrong numbers: the stick's height and part of its quaternion.
        var thermos = Point.From(observation[6..]);
        double reach = (stick - Arm.FingerCentre).Length;
        double apart = (thermos - stick).Length;
        double left = (thermos - Start.Target).LengthXy;
        bool lifted = Lifting.IsLifted(Start, stick.Z, reach);
        double reward = Lifting.Approach(Start, Arm.FingerCentre, stick, effort) + Lifting.Lift(Start, lifted, stick.Z, reach);
        if (!lifted || reach >= Lifting.Hold) return (reward, left);
        double farthest = Lifting.Farthest(Start with { Thing = Start.Landmark, Target = Start.Thing });
        double moved = ShapedProgress.Toward(farthest, apart);
        if (apart < 0.05) moved += ShapedProgress.Toward((Start.Landmark - Start.Target).LengthXy, left, 2000, wide, narrow);
        return (reward + Math.Max(moved, 0), left);
    }
}
