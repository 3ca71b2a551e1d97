using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Draw a plate out of the net, sideways.</summary>
internal sealed class PlateSlideBackSide(Simulation simulation, SawyerArm arm) : PlateTask(simulation, arm, x: -0.15)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "plate-slide-back-side-v3",
        Scene = "plate-slide-side.xml",
        ReferenceScene = "sawyer_plate_slide_sideway.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.05, 0.6, 0.015), new Point(0.15, 0.6, 0.015)),
        VectorLow = [-0.25, 0.6, 0.0, -0.05, 0.6, 0.015],
        VectorHigh = [-0.25, 0.6, 0.0, 0.15, 0.6, 0.015],
        Policy = new PlateSlideBackSidePolicy(),
        Create = static (simulation, arm) => new PlateSlideBackSide(simulation, arm),
    };

    public override void Arrange(ReadOnlySpan<double> vector) => PlaceNet(Point.From(vector));
}
