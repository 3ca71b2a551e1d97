using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Reach a point in the air behind a wall.</summary>
internal sealed class ReachWall(Simulation simulation, SawyerArm arm) : ReachTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "reach-wall-v3",
        Scene = "reach-wall.xml",
        ReferenceScene = "sawyer_reach_wall_v3.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.05, 0.85, 0.05), new Point(0.05, 0.9, 0.3)),
        VectorLow = [-0.05, 0.6, 0.015, -0.05, 0.85, 0.05],
        VectorHigh = [0.05, 0.65, 0.015, 0.05, 0.9, 0.3],
        MinimumSeparation = GoalDistance,
        Policy = new ReachWallPolicy(),
        Create = static (simulation, arm) => new ReachWall(simulation, arm),
    };

    protected override StepInfo Report(double distance, double inPlace, double reward) =>
        new(distance <= TargetRadius, 0, 0, 0, inPlace, distance, reward);
}
