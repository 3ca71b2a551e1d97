using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cli.Playing;

/// <summary>Who acts in an episode.</summary>
internal interface IPlayer
{
    /// <summary>Decides the next action.</summary>
    /// <param name="environment">Where it acts.</param>
    /// <param name="observation">The last observation, 39 numbers.</param>
    /// <param name="action">Receives four numbers in [-1, 1].</param>
    void Act(MetaWorldEnvironment environment, ReadOnlySpan<double> observation, Span<float> action);
}
