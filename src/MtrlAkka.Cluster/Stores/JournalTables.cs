namespace MtrlAkka.Cluster.Stores;

/// <summary>
/// The tables of a journal: those that Akka.Persistence.Sql knows (journal, tags, snapshot), with two rules that refuse a second
/// writer, and who holds which run. An event's number is unique within a run; and an event whose number is not above all that are
/// there is refused even where a compaction has taken the one of its number, so that a coordinator that was replaced while it
/// slept can never commit.
/// </summary>
internal static class JournalTables
{
    /// <summary>Name of the trigger that refuses a replaced coordinator.</summary>
    public const string Trigger = "mtrl_one_writer";

    /// <summary>What a replaced coordinator reads.</summary>
    public const string Refusal = "another coordinator has taken the run over";

    /// <summary>For SQLite; leaves what is there.</summary>
    public const string Sqlite =
        $"""
        CREATE TABLE IF NOT EXISTS journal (
          ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
          created INTEGER NOT NULL,
          deleted BIT NOT NULL,
          persistence_id NVARCHAR(255) NOT NULL,
          sequence_number INTEGER NOT NULL,
          message VARBINARY NOT NULL,
          manifest NVARCHAR(500),
          identifier INTEGER,
          writer_uuid NVARCHAR(128));
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        CREATE TABLE IF NOT EXISTS tags (
          ordering_id INTEGER NOT NULL,
          tag NVARCHAR(64) NOT NULL,
          sequence_nr INTEGER NOT NULL,
          persistence_id NVARCHAR(255) NOT NULL,
          PRIMARY KEY (ordering_id, tag));
        CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
        CREATE TABLE IF NOT EXISTS snapshot (
          persistence_id NVARCHAR(255) NOT NULL,
          sequence_number INTEGER NOT NULL,
          created INTEGER NOT NULL,
          snapshot VARBINARY,
          manifest NVARCHAR(500),
          serializer_id INTEGER,
          PRIMARY KEY (persistence_id, sequence_number));
        CREATE TABLE IF NOT EXISTS mtrl_run (
          persistence_id NVARCHAR(255) NOT NULL PRIMARY KEY,
          holder TEXT,
          token TEXT,
          folder TEXT,
          expires REAL);
        CREATE TRIGGER IF NOT EXISTS {Trigger} BEFORE INSERT ON journal
        WHEN EXISTS (SELECT 1 FROM journal WHERE persistence_id = NEW.persistence_id AND sequence_number >= NEW.sequence_number)
        BEGIN
          SELECT RAISE(ABORT, '{Refusal}');
        END;
        """;

    /// <summary>For PostgreSQL, in one transaction; who comes second finds them made.</summary>
    public const string Postgres =
        $"""
        SELECT pg_advisory_xact_lock(7227516940);
        CREATE TABLE IF NOT EXISTS journal (
          ordering bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          created bigint NOT NULL,
          deleted boolean NOT NULL,
          persistence_id text NOT NULL,
          sequence_number bigint NOT NULL,
          message bytea NOT NULL,
          manifest text,
          identifier integer,
          writer_uuid text,
          CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number));
        CREATE TABLE IF NOT EXISTS tags (
          ordering_id bigint NOT NULL,
          tag text NOT NULL,
          sequence_nr bigint NOT NULL,
          persistence_id text NOT NULL,
          PRIMARY KEY (ordering_id, tag));
        CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
        CREATE TABLE IF NOT EXISTS snapshot (
          persistence_id text NOT NULL,
          sequence_number bigint NOT NULL,
          created bigint NOT NULL,
          snapshot bytea,
          manifest text,
          serializer_id integer,
          PRIMARY KEY (persistence_id, sequence_number));
        CREATE TABLE IF NOT EXISTS mtrl_run (
          persistence_id text PRIMARY KEY,
          holder text,
          token text,
          folder text,
          expires timestamptz);
        CREATE OR REPLACE FUNCTION {Trigger}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT 1 FROM journal WHERE persistence_id = NEW.persistence_id AND sequence_number >= NEW.sequence_number) THEN
            RAISE EXCEPTION '{Refusal}' USING ERRCODE = 'unique_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER {Trigger} BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION {Trigger}();
        """;
}
