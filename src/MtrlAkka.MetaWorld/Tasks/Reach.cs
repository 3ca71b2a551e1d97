using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Reach a point in the air.</summary>
internal sealed class Reach(Simulation simulation, SawyerArm arm) : ReachTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "reach-v3",
        Scene = "reach.xml",
        ReferenceScene = "sawyer_reach_v3.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.1, 0.8, 0.05), new Point(0.1, 0.9, 0.3)),
        VectorLow = [-0.1, 0.6, 0.02, -0.1, 0.8, 0.05],
        VectorHigh = [0.1, 0.7, 0.02, 0.1, 0.9, 0.3],
        MinimumSeparation = GoalDistance,
        Policy = new ReachPolicy(),
        Create = static (simulation, arm) => new Reach(simulation, arm),
    };

    protected override StepInfo Report(double distance, double inPlace, double reward) =>
        new(distance <= TargetRadius, distance, 1, distance, inPlace, distance, reward);
}
