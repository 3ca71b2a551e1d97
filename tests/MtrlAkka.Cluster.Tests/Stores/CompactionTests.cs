using Microsoft.Data.Sqlite;
using MtrlAkka.Cluster.Hosting;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>A journal that is compacted says the same as one that is not, and holds no more than it needs.</summary>
public class CompactionTests(ITestOutputHelper output)
{
    private const string Often = "mtrl-journal-commits-before-compaction = 2";

    [Fact]
    public async Task A_run_whose_journal_is_compacted_goes_on_from_its_snapshot_and_ends_the_same()
    {
        if (Small.Library(output) is not { } library) return;
        using Trial whole = new(library), compacted = new(library);
        await whole.FinishAsync();
        foreach (int round in new[] { 40, 80 })
        {
            var ended = await compacted.RunAsync(host => compacted.Notes.ThenAsync($"checkpoint of round {round} committed", host.Stop), hocon: Often);
            Assert.Null(ended.Failure);
            Assert.Equal(ended.Round, compacted.Committed()[^1].Round);
            Assert.InRange(compacted.Committed().Count, 2, 4);
        }

        // Since the last snapshot: at most two commits, and the event that says up to where the journal was emptied.
        Assert.InRange(Count(compacted.Folder, "SELECT count(*) FROM journal WHERE manifest = 'checkpoint/1'"), 0, 3);
        Assert.Equal(1, Count(compacted.Folder, "SELECT count(*) FROM snapshot"));
        await compacted.FinishAsync();
        Assert.Equal(whole.Fingerprint(), compacted.Fingerprint());
    }

    private static long Count(RunFolder folder, string query)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }
}
