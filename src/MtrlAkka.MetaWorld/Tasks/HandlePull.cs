using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pull up a handle that faces the robot.</summary>
internal sealed class HandlePull(Simulation simulation, SawyerArm arm)
    : HandlePullTask(simulation, arm, "handleRight", Caging)
{
    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.022, PadReach = 0.05, PlaneReach = 0.01 };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "handle-pull-v3",
        Scene = "handle-press.xml",
        ReferenceScene = "sawyer_handle_press.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.1, 0.55, 0.04), new Point(0.1, 0.70, 0.18)),
        VectorLow = [-0.1, 0.8, -0.001],
        VectorHigh = [0.1, 0.9, 0.001],
        GoalSite = null,
        Policy = new HandlePullPolicy(),
        Create = static (simulation, arm) => new HandlePull(simulation, arm),
    };

    protected override double SuccessDistance => TargetRadius;

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Lower();
        Start.Thing = Point.From(vector);
        // The benchmark measures from the handle's height in its own frame.
        Start.Extent = Math.Abs(Model.SitePosition(Top)[2] - Start.Target.Z);
    }

    // The benchmark compares the handle's y with the box's height, so a handle in reach always counts as lifted.
    protected override bool Lifted(Point handle) => handle.Y - 0.01 > Start.Thing.Z;

    protected override double Away(Point from) => Math.Abs(Start.Target.Z - from.Z);
}
