using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Turn a faucet's handle to the right.</summary>
internal sealed class FaucetOpen : FaucetTask
{
    private FaucetOpen(Simulation simulation, SawyerArm arm)
        : base(simulation, arm, "handleStartOpen", new Point(-0.04, 0, 0.03), "goal_close")
    {
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "faucet-open-v3",
        Scene = "faucet.xml",
        ReferenceScene = "sawyer_faucet.xml",
        HandStart = HandStart,
        Reach = TaskDefinition.LowReach,
        GoalRange = TaskDefinition.LowReach,
        VectorLow = [-0.05, 0.8, 0.0],
        VectorHigh = [0.05, 0.85, 0.0],
        GoalSite = "goal_open",
        Policy = new FaucetPolicy(turn: 1),
        Create = static (simulation, arm) => new FaucetOpen(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector) => Begin(vector, 1);
}
