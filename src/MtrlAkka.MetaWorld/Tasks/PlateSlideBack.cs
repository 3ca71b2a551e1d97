using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Draw a plate out of the net, toward the robot.</summary>
internal sealed class PlateSlideBack(Simulation simulation, SawyerArm arm) : PlateTask(simulation, arm, y: 0.15)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "plate-slide-back-v3",
        Scene = "plate-slide.xml",
        ReferenceScene = "sawyer_plate_slide.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.1, 0.6, 0.015), new Point(0.1, 0.6, 0.015)),
        VectorLow = [0.0, 0.85, 0.0, -0.1, 0.6, 0.015],
        VectorHigh = [0.0, 0.85, 0.0, 0.1, 0.6, 0.015],
        Policy = new PlateSlideBackPolicy(),
        Create = static (simulation, arm) => new PlateSlideBack(simulation, arm),
    };
}
