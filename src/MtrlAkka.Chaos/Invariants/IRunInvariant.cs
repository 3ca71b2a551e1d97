namespace MtrlAkka.Chaos.Invariants;

/// <summary>Something that must hold of a run's folder whatever happens. It remembers what it saw, so one object goes with one run.</summary>
public interface IRunInvariant
{
    /// <summary>What must hold, in a few words.</summary>
    string Name { get; }

    /// <summary>Looks whether it holds.</summary>
    /// <param name="look">The run now.</param>
    /// <returns>A line for each way in which it does not.</returns>
    IEnumerable<string> Violations(RunLook look);
}
