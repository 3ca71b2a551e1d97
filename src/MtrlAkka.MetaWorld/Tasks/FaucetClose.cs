using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Turn a faucet's handle to the left.</summary>
internal sealed class FaucetClose : FaucetTask
{
    private FaucetClose(Simulation simulation, SawyerArm arm)
        : base(simulation, arm, "handleStartClose", default, "goal_open")
    {
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "faucet-close-v3",
        Scene = "faucet.xml",
        ReferenceScene = "sawyer_faucet.xml",
        HandStart = HandStart,
        Reach = TaskDefinition.LowReach,
        GoalRange = TaskDefinition.LowReach,
        VectorLow = [-0.1, 0.8, 0.0],
        VectorHigh = [0.1, 0.85, 0.0],
        GoalSite = "goal_close",
        Policy = new FaucetPolicy(turn: -1),
        Create = static (simulation, arm) => new FaucetClose(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Begin(vector, -1);
        Simulation.Forward();
    }
}
