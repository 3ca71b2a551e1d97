using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Stores;
using Npgsql;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Stores;

/// <summary>Whole runs whose journal is in a PostgreSQL server.</summary>
[Collection(PostgresTests.Name)]
public class PostgresRunTests(JournalServer server, ITestOutputHelper output)
{
    private const string Often = "mtrl-journal-commits-before-compaction = 2";

    [PostgresFact]
    public async Task A_run_on_PostgreSQL_ends_as_one_on_SQLite_and_its_password_is_nowhere()
    {
        if (Small.Library(output) is not { } library) return;
        server.CreateDatabase();
        using Trial sqlite = new(library), postgres = new(library, JournalStore.Postgres), other = new(library, JournalStore.Postgres, "run.seed=9");
        await sqlite.FinishAsync();
        await other.StopAfterAsync(20);
        foreach (int round in new[] { 40, 80 })
        {
            var ended = await postgres.RunAsync(host => postgres.Notes.ThenAsync($"checkpoint of round {round} committed", host.Stop), hocon: Often);
            Assert.Null(ended.Failure);
            Assert.Equal(ended.Round, postgres.Committed()[^1].Round);
            var summary = RunSummary.Of(postgres.Folder);
            Assert.Equal((RunState.Stopped, ended.Round, null), (summary.State, summary.Round, summary.Problem));
        }

        await postgres.FinishAsync();
        Assert.Equal(sqlite.Fingerprint(), postgres.Fingerprint());
        Assert.Equal(RunState.Finished, RunSummary.Of(postgres.Folder).State);
        Assert.False(File.Exists(postgres.Folder.Journal));
        Assert.Contains($"persistence-id = \"{postgres.Folder.Name}-", await File.ReadAllTextAsync(postgres.Folder.JournalNote));
        foreach (string file in Directory.EnumerateFiles(postgres.Folder.Path, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("se=cret", await File.ReadAllTextAsync(file));
        Assert.DoesNotContain("se=cret", JournalLocation.Of(postgres.Folder).ToString());
        await other.FinishAsync();
    }

    [PostgresFact]
    public async Task A_database_that_goes_away_ends_the_run_with_one_line_and_once_it_is_back_the_run_goes_on()
    {
        if (Small.Library(output) is not { } library) return;
        server.CreateDatabase();
        using Trial whole = new(library), away = new(library, JournalStore.Postgres);
        await whole.FinishAsync();
        var ended = await away.RunAsync(_ => away.Notes.ThenAsync("checkpoint of round 20 committed", server.Crash));
        output.WriteLine(ended.Failure);
        Assert.StartsWith("the run's journal cannot be written: ", ended.Failure);
        Assert.EndsWith("; what was committed is kept, resume goes on from it", ended.Failure);
        Assert.DoesNotContain('\n', ended.Failure!);

        // Nothing can be told of the run now, and nothing is begun.
        var summary = RunSummary.Of(away.Folder);
        output.WriteLine(summary.Problem);
        Assert.Equal(RunState.Unreadable, summary.State);
        Assert.Contains($"{away.Folder.Name}-", summary.Problem);
        await Assert.ThrowsAsync<JournalUnreachableException>(() => away.RunAsync());
        server.Start();
        Assert.Equal(20, away.Committed()[^1].Round);
        await away.FinishAsync();
        Assert.Equal(whole.Fingerprint(), away.Fingerprint());
    }

    [PostgresFact]
    public async Task A_run_that_is_held_is_refused_by_name_and_one_that_is_taken_over_ends()
    {
        if (Small.Library(output) is not { } library) return;
        string database = server.CreateDatabase();
        using var first = new Trial(library, JournalStore.Postgres, "run.rounds=1000000");
        using var second = first.Copy();
        var ended = await first.RunAsync(async host =>
        {
            // The copy has a folder, and so a lock, of its own.
            var refused = await Assert.ThrowsAsync<RunHeldException>(() => second.RunAsync());
            output.WriteLine(refused.Message);
            Assert.Equal($"process {Environment.ProcessId} on {Environment.MachineName}", refused.Holder);
            Assert.Equal(RunState.Running, RunSummary.Of(first.Folder).State);
            Execute(database, "UPDATE mtrl_run SET token = 'x', holder = 'the cluster''s node two', expires = now() + interval '1 minute'");
        });
        Assert.Equal("the run was taken over by the cluster's node two", ended.Failure);
        Execute(database, "UPDATE mtrl_run SET expires = now()");
        Assert.Null((await first.RunAsync(host => first.Notes.ThenAsync("committed", host.Stop))).Failure);
    }

    [PostgresFact]
    public void A_database_that_does_not_know_the_run_is_refused()
    {
        server.CreateDatabase();
        using var runs = new TemporaryFolder();
        var folder = RunFolder.Create(runs.Path, "elsewhere", "quick", Small.Configuration(), journal: JournalStore.Postgres);
        Assert.Equal(JournalStore.Postgres, JournalLocation.Of(folder).Store);
        Assert.False(RunJournal.Read(folder).Begun);
        server.CreateDatabase();
        string problem = Assert.Throws<SettingsException>(() => RunJournal.Read(folder)).Message;
        output.WriteLine(problem);
        Assert.Contains("does not have the journal elsewhere-", problem);
        Assert.Throws<SettingsException>(() => JournalLocation.Of(folder).Prepare());
        Environment.SetEnvironmentVariable(PostgresJournal.Variable, null);
        problem = Assert.Throws<SettingsException>(() => RunJournal.Read(folder)).Message;
        output.WriteLine(problem);
        Assert.Contains("is in PostgreSQL (127.0.0.1:", problem);
        Assert.Contains("set MTRL_POSTGRES", problem);
    }

    private static void Execute(string database, string text)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand(text, connection);
        command.ExecuteNonQuery();
    }
}
