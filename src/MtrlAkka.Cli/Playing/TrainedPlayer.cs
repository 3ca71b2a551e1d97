using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cli.Playing;

/// <summary>A trained policy on one of its tasks, without noise.</summary>
internal sealed class TrainedPlayer(PolicyNetwork policy, int task) : IPlayer
{
    private readonly float[] _observation = new float[MetaWorldEnvironment.ObservationSize];

    public void Act(MetaWorldEnvironment environment, ReadOnlySpan<double> observation, Span<float> action)
    {
        for (int i = 0; i < _observation.Length; i++) _observation[i] = (float)observation[i];
        policy.Act(_observation, [task], [], action);
    }
}
