using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Press down a handle that points to the side.</summary>
internal sealed class HandlePressSide(Simulation simulation, SawyerArm arm) : HandlePressTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "handle-press-side-v3",
        Scene = "handle-press-side.xml",
        ReferenceScene = "sawyer_handle_press_sideways.xml",
        HandStart = HandStart,
        VectorLow = [-0.35, 0.65, -0.001],
        VectorHigh = [-0.25, 0.75, 0.001],
        GoalSite = null,
        Policy = new HandlePressPolicy(default, effort: 1),
        Create = static (simulation, arm) => new HandlePressSide(simulation, arm),
    };
}
