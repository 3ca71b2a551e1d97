using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Pull a mug out from under the spout of a coffee machine.</summary>
internal sealed class CoffeePull(Simulation simulation, SawyerArm arm) : MugTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "coffee-pull-v3",
        Scene = "coffee.xml",
        ReferenceScene = "sawyer_coffee.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.1, 0.55, -0.001), new Point(0.1, 0.65, 0.001)),
        VectorLow = [-0.05, 0.7, -0.001, -0.1, 0.55, -0.001],
        VectorHigh = [0.05, 0.75, 0.001, 0.1, 0.65, 0.001],
        MinimumSeparation = GoalDistance,
        GoalSite = "mug_goal",
        Policy = new MugPolicy(side: -0.005, height: 0.15, carry: null, effort: 0.7),
        Create = static (simulation, arm) => new CoffeePull(simulation, arm),
    };

    protected override Point UnderSpout(ReadOnlySpan<double> vector) => Point.From(vector);

    /// <summary>Not the fingers' distance from the mug: the mug's from the world's origin, at the fingers' first height.</summary>
    protected override double ReachV1(Point mug, double distance) => (mug with { Z = Start.Fingers.Z }).Length;
}
