namespace MtrlAkka.Cluster.Stores;

/// <summary>A run is led by another process or cluster.</summary>
/// <param name="journal">The run's journal.</param>
/// <param name="holder">Who leads it.</param>
public sealed class RunHeldException(string journal, string holder)
    : IOException($"the run of the journal {journal} is held by {holder}: wait for it or stop it, or choose another run")
{
    /// <summary>Who leads the run.</summary>
    public string Holder { get; } = holder;
}
