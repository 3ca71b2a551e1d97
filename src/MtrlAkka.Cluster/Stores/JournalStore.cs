namespace MtrlAkka.Cluster.Stores;

/// <summary>What keeps the journals of runs.</summary>
public enum JournalStore
{
    /// <summary>A SQLite file in the folder of each run.</summary>
    Sqlite,

    /// <summary>One PostgreSQL database for all runs.</summary>
    Postgres,
}
