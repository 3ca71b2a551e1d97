using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Press down a handle that faces the robot.</summary>
internal sealed class HandlePress(Simulation simulation, SawyerArm arm) : HandlePressTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "handle-press-v3",
        Scene = "handle-press.xml",
        ReferenceScene = "sawyer_handle_press.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.1, 0.55, 0.04), new Point(0.1, 0.70, 0.08)),
        VectorLow = [-0.1, 0.8, -0.001],
        VectorHigh = [0.1, 0.9, 0.001],
        GoalSite = null,
        Policy = new HandlePressPolicy(new Point(0, -0.02, 0), effort: -1),
        Create = static (simulation, arm) => new HandlePress(simulation, arm),
    };
}
