using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push a plate forward into the net.</summary>
internal sealed class PlateSlide(Simulation simulation, SawyerArm arm) : PlateTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "plate-slide-v3",
        Scene = "plate-slide.xml",
        ReferenceScene = "sawyer_plate_slide.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.1, 0.85, 0.0), new Point(0.1, 0.9, 0.0)),
        VectorLow = [0.0, 0.6, 0.0, -0.1, 0.85, 0.0],
        VectorHigh = [0.0, 0.6, 0.0, 0.1, 0.9, 0.0],
        Policy = new PlateSlidePolicy(),
        Create = static (simulation, arm) => new PlateSlide(simulation, arm),
    };

    protected override double MarginCut => 0;

    public override void Arrange(ReadOnlySpan<double> vector) => PlaceNet(Point.From(vector[3..]));

    protected override double Underway(bool low, double reach, double inPlace) => 8 * Conjunction.Hamacher(reach, inPlace);
}
