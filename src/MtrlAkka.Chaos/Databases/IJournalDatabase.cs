namespace MtrlAkka.Chaos.Databases;

/// <summary>The database that keeps the journals, which can be taken away and given back.</summary>
public interface IJournalDatabase : IAsyncDisposable
{
    /// <summary>What it adds to the command line of a node.</summary>
    IReadOnlyList<string> NodeArguments { get; }

    /// <summary>From now on it does not answer.</summary>
    /// <param name="gone">Whether it refuses, where it can; else it lets its callers wait.</param>
    Task AwayAsync(bool gone);

    /// <summary>It answers again, with all that it had.</summary>
    Task BackAsync();
}
