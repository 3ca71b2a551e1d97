using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push the puck around a wall to a goal.</summary>
internal sealed class PushWall(Simulation simulation, SawyerArm arm) : WallTask(simulation, arm), IRewardV1
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "push-wall-v3",
        Scene = "push-wall.xml",
        ReferenceScene = "sawyer_push_wall_v3.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(-0.05, 0.85, 0.01), new Point(0.05, 0.9, 0.02)),
        VectorLow = [-0.05, 0.6, 0.015, -0.05, 0.85, 0.01],
        VectorHigh = [0.05, 0.65, 0.015, 0.05, 0.9, 0.02],
        MinimumSeparation = GoalDistance,
        Policy = new PushWallPolicy(),
        Create = static (simulation, arm) => new PushWall(simulation, arm),
    };

    protected override GripperCaging Caging { get; } = new() { ObjectRadius = 0.015, PadReach = 0.05, PlaneReach = 0.005 };

    protected override Point Weights => new(3, 1, 1);

    public override void Begin(ReadOnlySpan<double> vector) => BeginAtRest(vector);

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) => PushedV1(observation);

    protected override Point Pass(Point puck) => new(-0.05, 0.77, puck.Z);

    protected override double Held(double grasp, double past) => 2 * grasp;

    protected override bool UnderWay(Point puck) => true;
}
