using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push an open window shut.</summary>
internal sealed class WindowClose : WindowTask
{
    private WindowClose(Simulation simulation, SawyerArm arm) : base(simulation, arm, "handleCloseStart")
    {
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "window-close-v3",
        Scene = "window.xml",
        ReferenceScene = "sawyer_window_horizontal.xml",
        HandStart = HandStart,
        VectorLow = [0.0, 0.75, 0.2],
        VectorHigh = [0.0, 0.9, 0.2],
        Policy = new WindowPolicy(side: 0.03, height: 0.25, push: -0.1),
        Create = static (simulation, arm) => new WindowClose(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Start.Thing;
        Start.Landmark = Handle + new Point(Travel, 0, 0);
        Slide(Travel);
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Handle;
        var (inPlace, left) = Progress(handle, Start.Landmark.X);
        var (distance, margin) = Approach(handle);
        return Report(distance, Tolerance.Gaussian(distance, 0, HandleRadius, margin), inPlace, left);
    }
}
