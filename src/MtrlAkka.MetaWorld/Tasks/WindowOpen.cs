using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push a window open.</summary>
internal sealed class WindowOpen : WindowTask
{
    private WindowOpen(Simulation simulation, SawyerArm arm) : base(simulation, arm, "handleOpenStart")
    {
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "window-open-v3",
        Scene = "window.xml",
        ReferenceScene = "sawyer_window_horizontal.xml",
        HandStart = HandStart,
        VectorLow = [-0.1, 0.7, 0.16],
        VectorHigh = [0.1, 0.9, 0.16],
        Policy = new WindowPolicy(side: -0.03, height: 0.3, push: 0.1),
        Create = static (simulation, arm) => new WindowOpen(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Start.Thing + new Point(Travel, 0, 0);
        Start.Landmark = Handle;
        Slide(0);
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Handle;
        var (inPlace, left) = Progress(handle, Start.Thing.X);
        var (distance, margin) = Approach(handle);
        return Report(distance, Tolerance.LongTail(distance, 0, HandleRadius, margin), inPlace, left);
    }
}
