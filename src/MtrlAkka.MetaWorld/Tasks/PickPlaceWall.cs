using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pick the puck up, carry it over a wall, and hold it at a goal in the air.</summary>
internal sealed class PickPlaceWall(Simulation simulation, SawyerArm arm) : WallTask(simulation, arm), IRewardV1
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "pick-place-wall-v3",
        Scene = "pick-place-wall.xml",
        ReferenceScene = "sawyer_pick_place_wall_v3.xml",
        HandStart = new Point(0, 0.6, 0.2),
        GoalRange = new Box(new Point(-0.05, 0.85, 0.05), new Point(0.05, 0.9, 0.3)),
        VectorLow = [-0.05, 0.6, 0.015, -0.05, 0.85, 0.05],
        VectorHigh = [0.05, 0.65, 0.015, 0.05, 0.9, 0.3],
        MinimumSeparation = GoalDistance,
        Policy = new PickPlaceWallPolicy(),
        Create = static (simulation, arm) => new PickPlaceWall(simulation, arm),
    };

    protected override GripperCaging Caging { get; } =
        new() { ObjectRadius = 0.015, PadReach = 0.05, PlaneReach = 0.005, Density = CagingDensity.Sparse };

    protected override Point Weights => new(1, 1, 3);

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action) =>
        CarriedV1(observation, action, UsualLift);

    protected override Point Pass(Point puck) => new(Start.Target.X, 0.77, 0.25);

    protected override double Held(double grasp, double past) => Conjunction.Hamacher(grasp, past);

    protected override bool UnderWay(Point puck) => puck.Z - 0.015 > Start.Thing.Z;
}
