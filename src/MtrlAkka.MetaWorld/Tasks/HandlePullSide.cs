using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pull up a handle that points to the side.</summary>
internal sealed class HandlePullSide(Simulation simulation, SawyerArm arm)
    : HandlePullTask(simulation, arm, "handleCenter", Caging)
{
    private static readonly GripperCaging Caging = new() { ObjectRadius = 0.032, PadReach = 0.06, PlaneReach = 0.01 };

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "handle-pull-side-v3",
        Scene = "handle-press-side.xml",
        ReferenceScene = "sawyer_handle_press_sideways.xml",
        HandStart = HandStart,
        VectorLow = [-0.35, 0.65, 0.0],
        VectorHigh = [-0.25, 0.75, 0.0],
        GoalSite = null,
        Policy = new HandlePullSidePolicy(),
        Create = static (simulation, arm) => new HandlePullSide(simulation, arm),
    };

    protected override double SuccessDistance => 0.08;

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Lower();
        Start.Thing = Handle;
    }

    protected override bool Lifted(Point handle) => handle.Z - 0.01 > Start.Thing.Z;

    protected override double Away(Point from) => (from - Start.Target).Length;
}
