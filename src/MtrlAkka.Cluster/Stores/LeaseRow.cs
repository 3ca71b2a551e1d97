using System.Data.Common;

namespace MtrlAkka.Cluster.Stores;

/// <summary>A run's lease as the database has it; the database's clock alone decides whether it has run out.</summary>
/// <param name="Holder">Who holds the run.</param>
/// <param name="Expires">When that ends unless it is renewed, as the database writes it.</param>
internal sealed record LeaseRow(string Holder, string Expires)
{
    /// <summary>Takes the run where nobody holds it.</summary>
    /// <returns>Null where it is taken, else who holds it.</returns>
    public static LeaseRow? Take(JournalLocation journal, DbConnection connection, LeaseHolder holder, string token, TimeSpan term)
    {
        Execute(connection, "INSERT INTO mtrl_run (persistence_id) VALUES (@run) ON CONFLICT DO NOTHING", ("@run", journal.PersistenceId));
        int taken = Execute(
            connection,
            $"""
            UPDATE mtrl_run SET holder = @holder, token = @token, folder = @folder, expires = {journal.After("@term")}
            WHERE persistence_id = @run AND (token IS NULL OR expires < {journal.Now} OR (folder = @folder AND @folder <> ''))
            """,
            ("@run", journal.PersistenceId), ("@holder", holder.Name), ("@token", token), ("@folder", holder.Folder ?? ""), ("@term", term.TotalSeconds));
        return taken == 1 ? null : Read(journal, connection) ?? Take(journal, connection, holder, token, term);
    }

    /// <summary>Who holds the run, or null.</summary>
    public static LeaseRow? Read(JournalLocation journal, DbConnection connection)
    {
        using var command = JournalLocation.Command(
            connection,
            $"SELECT holder, CAST(expires AS text) FROM mtrl_run WHERE persistence_id = @run AND token IS NOT NULL AND expires >= {journal.Now}",
            ("@run", journal.PersistenceId));
        using var rows = command.ExecuteReader();
        return rows.Read() ? new LeaseRow(rows.GetString(0), rows.GetString(1)) : null;
    }

    /// <summary>Renews a lease; one that has run out too, as long as nobody took the run.</summary>
    /// <returns>Null where it is renewed, else the name of who holds the run.</returns>
    public static string? Renew(JournalLocation journal, DbConnection connection, string token, TimeSpan term)
    {
        int renewed = Execute(
            connection,
            $"UPDATE mtrl_run SET expires = {journal.After("@term")} WHERE persistence_id = @run AND token = @token",
            ("@run", journal.PersistenceId), ("@token", token), ("@term", term.TotalSeconds));
        return renewed == 1 ? null : Read(journal, connection)?.Holder ?? "someone else, who has ended since";
    }

    /// <summary>Gives a lease back.</summary>
    public static void Release(JournalLocation journal, DbConnection connection, string token) => Execute(
        connection,
        "UPDATE mtrl_run SET holder = NULL, token = NULL, folder = NULL, expires = NULL WHERE persistence_id = @run AND token = @token",
        ("@run", journal.PersistenceId), ("@token", token));

    private static int Execute(DbConnection connection, string text, params (string Name, object Value)[] parameters)
    {
        using var command = JournalLocation.Command(connection, text, parameters);
        return command.ExecuteNonQuery();
    }
}
