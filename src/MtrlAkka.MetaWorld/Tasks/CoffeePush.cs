using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Push a mug under the spout of a coffee machine.</summary>
internal sealed class CoffeePush(Simulation simulation, SawyerArm arm) : MugTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "coffee-push-v3",
        Scene = "coffee.xml",
        ReferenceScene = "sawyer_coffee.xml",
        HandStart = HandStart,
        GoalRange = new Box(new Point(-0.05, 0.7, -0.001), new Point(0.05, 0.75, 0.001)),
        VectorLow = [-0.1, 0.55, -0.001, -0.05, 0.7, -0.001],
        VectorHigh = [0.1, 0.65, 0.001, 0.05, 0.75, 0.001],
        MinimumSeparation = GoalDistance,
        GoalSite = "mug_goal",
        Policy = new MugPolicy(side: 0.01, height: 0.2, carry: 0.1, effort: 0.5),
        Create = static (simulation, arm) => new CoffeePush(simulation, arm),
    };

    protected override Point UnderSpout(ReadOnlySpan<double> vector) => Point.From(vector[3..]);
}
