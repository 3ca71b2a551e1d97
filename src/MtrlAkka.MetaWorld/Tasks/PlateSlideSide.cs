using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push a plate sideways to a goal in front of the net.</summary>
internal sealed class PlateSlideSide(Simulation simulation, SawyerArm arm) : PlateTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "plate-slide-side-v3",
        Scene = "plate-slide-side.xml",
        ReferenceScene = "sawyer_plate_slide_sideway.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.3, 0.54, 0.0), new Point(-0.25, 0.66, 0.0)),
        VectorLow = [0.0, 0.6, 0.0, -0.3, 0.54, 0.0],
        VectorHigh = [0.0, 0.6, 0.0, -0.25, 0.66, 0.0],
        Policy = new PlateSlideSidePolicy(),
        Create = static (simulation, arm) => new PlateSlideSide(simulation, arm),
    };
}
