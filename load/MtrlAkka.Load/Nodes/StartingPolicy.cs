using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;

namespace MtrlAkka.Load.Nodes;

/// <summary>Weights that a run's learner would begin with.</summary>
internal static class StartingPolicy
{
    /// <summary>Those of a run.</summary>
    public static PolicyWeights Of(RunContext run)
    {
        using var agent = new LearnerAgent(run, static _ => { });
        agent.Begin(null, 0);
        return agent.Policy();
    }
}
