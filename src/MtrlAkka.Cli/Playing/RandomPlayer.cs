using MtrlAkka.MetaWorld;
using MtrlAkka.Numerics;

namespace MtrlAkka.Cli.Playing;

/// <summary>Uniform actions, a function of seed and step.</summary>
internal sealed class RandomPlayer(uint seed) : IPlayer
{
    private readonly CounterRandom _random = new(seed, 0);

    public void Act(MetaWorldEnvironment environment, ReadOnlySpan<double> observation, Span<float> action) =>
        _random.Uniform(action, -1, 1, (ulong)environment.StepCount);
}
