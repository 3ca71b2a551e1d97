namespace MtrlAkka.Cli.Playing;

/// <summary>Where the actions come from: the benchmark's solutions, chance, or a run.</summary>
internal interface IPolicySource : IDisposable
{
    /// <summary>What acts, in words: <c>scripted policy</c>.</summary>
    string Name { get; }

    /// <summary>Goals that there are of each task.</summary>
    int Goals { get; }

    /// <summary>The seed that they are drawn by.</summary>
    uint Seed { get; }

    /// <summary>Makes an environment of a task, with one of its goals and who acts in it.</summary>
    /// <param name="task">Full name of the task.</param>
    /// <param name="goal">Index of the goal, below <see cref="Goals"/>.</param>
    /// <exception cref="MetaWorld.MetaWorldException">There is no such task.</exception>
    /// <exception cref="Cluster.Configuration.SettingsException">The task is not one that the policy knows.</exception>
    Episode Prepare(string task, int goal);
}
