namespace MtrlAkka.Chaos.Databases;

/// <summary>The database that keeps the journals, which can be taken away and given back.</summary>
public interface IJournalDatabase : IAsyncDisposable
{
    /// <summary>What the command line of a new run says of it.</summary>
    IReadOnlyList<string> RunArguments { get; }

    /// <summary>Variables by which processes find it.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>From now on it does not answer.</summary>
    /// <param name="gone">Whether it refuses, where it can; else it lets its callers wait.</param>
    Task AwayAsync(bool gone);

    /// <summary>It answers again, with all that it had.</summary>
    Task BackAsync();
}
