using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Playing;

/// <summary>A player that can play any task, on the goals that a seed draws for the task alone.</summary>
/// <param name="name">What acts, in words.</param>
/// <param name="player">Who acts.</param>
/// <param name="seed">Seed of the goals.</param>
/// <param name="library">The MuJoCo to play on.</param>
internal sealed class BenchmarkPolicies(string name, IPlayer player, uint seed, MuJoCoLibrary library) : IPolicySource
{
    public string Name => name;

    public int Goals => 50;

    public uint Seed => seed;

    public Episode Prepare(string task, int goal)
    {
        double[] vector = GoalTable.Create([task], seed, Goals)[0, goal].ToArray();
        return new Episode(MetaWorldEnvironment.Create(new EnvironmentSettings { Task = task }, library), vector, player);
    }

    public void Dispose()
    {
    }
}
