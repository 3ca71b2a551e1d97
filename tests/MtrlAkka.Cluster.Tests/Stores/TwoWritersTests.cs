using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Stores;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Stores;

/// <summary>Of two writers of one journal, each with an actor system of its own, the one that was replaced can never commit.</summary>
public abstract class TwoWritersTests(ITestOutputHelper output)
{
    /// <summary>A journal that is in use by nobody.</summary>
    private protected abstract JournalLocation Fresh();

    // The one that was replaced wakes up: at once, when its successor has committed, and when that has compacted the journal, so that
    // no event has the number any more that it would give.
    private protected async Task A_writer_that_was_replaced_cannot_commit(int commits, bool compacted)
    {
        var journal = Fresh();
        await using var old = await JournalNode.StartAsync(journal);
        Assert.Null(await old.BeginAsync());
        Assert.Null(await old.CommitAsync(10));
        Assert.Null(await old.CommitAsync(20));
        await using (var successor = await JournalNode.StartAsync(journal))
        {
            Assert.Equal(20, (await successor.RecordAsync()).LastRound);
            Assert.Null(await successor.BeginAsync());
            for (int i = 0; i < commits; i++) Assert.Null(await successor.CommitAsync(30 + i));
            if (compacted) Assert.Null(await successor.CompactAsync());
            string? refused = await old.CommitAsync(1000);
            output.WriteLine(refused);
            Assert.Contains(JournalTables.Refusal, refused);
            Assert.Null(await successor.CommitAsync(500));
        }

        await using var last = await JournalNode.StartAsync(journal);
        var record = await last.RecordAsync();
        Assert.Equal((2, 500), (record.Epoch, record.LastRound));
        Assert.DoesNotContain(record.Committed, static manifest => manifest.Round == 1000);
        Assert.Null(await last.BeginAsync());
    }

    // Both have read the journal before either begins: one of them comes first.
    private protected async Task Of_two_that_begin_at_once_one_leads()
    {
        var journal = Fresh();
        for (int i = 0; i < 3; i++)
        {
            await using JournalNode one = await JournalNode.StartAsync(journal), two = await JournalNode.StartAsync(journal);
            string?[] answers = await Task.WhenAll(one.BeginAsync(), two.BeginAsync());
            Assert.Single(answers, static answer => answer is null);
            Assert.Single(answers, static answer => answer is not null);
            var (leader, other) = answers[0] is null ? (one, two) : (two, one);
            Assert.Null(await leader.CommitAsync(10 * (i + 1)));
            Assert.Equal(i + 1, (await leader.RecordAsync()).Committed.Count);
        }
    }

    private protected async Task What_a_replaced_writer_compacts_takes_nothing_from_its_successor()
    {
        var journal = Fresh();
        await using var old = await JournalNode.StartAsync(journal);
        Assert.Null(await old.BeginAsync());
        Assert.Null(await old.CommitAsync(10));
        await using (var successor = await JournalNode.StartAsync(journal))
        {
            Assert.Null(await successor.BeginAsync());
            Assert.Null(await successor.CommitAsync(20));
            Assert.Null(await successor.CompactAsync());
            Assert.Null(await successor.CommitAsync(30));
        }

        Assert.Null(await old.CompactAsync());
        await using var last = await JournalNode.StartAsync(journal);
        Assert.Equal([10L, 20, 30], (await last.RecordAsync()).Committed.Select(static manifest => manifest.Round));
    }

    // A kill between any two steps of a compaction, and then some.
    private protected async Task A_compaction_that_stops_on_its_way_loses_nothing()
    {
        var journal = Fresh();
        long round = 0;
        for (int steps = 1; steps <= 3; steps++)
        {
            await using (var node = await JournalNode.StartAsync(journal))
            {
                Assert.Null(await node.BeginAsync());
                for (int i = 0; i < 2; i++) Assert.Null(await node.CommitAsync(++round));
                Assert.Null(await node.CompactAsync(steps));
                if (steps != 2) Assert.Null(await node.CommitAsync(++round));
            }

            await using var next = await JournalNode.StartAsync(journal);
            long[] all = [.. Enumerable.Range(1, (int)round).Select(static each => (long)each)];
            Assert.Equal(all, (await next.RecordAsync()).Committed.Select(static manifest => manifest.Round));
            Assert.Equal(all, RunJournal.Read(journal).Committed.Select(static manifest => manifest.Round));
        }
    }
}

/// <inheritdoc/>
public sealed class TwoSqliteWritersTests(ITestOutputHelper output) : TwoWritersTests(output), IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override JournalLocation Fresh() => new SqliteJournal(_folder["journal.db"]);

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public Task Replaced(int commits, bool compacted) => A_writer_that_was_replaced_cannot_commit(commits, compacted);

    [Fact]
    public Task At_once() => Of_two_that_begin_at_once_one_leads();

    [Fact]
    public Task Compacted() => What_a_replaced_writer_compacts_takes_nothing_from_its_successor();

    [Fact]
    public Task Halfway() => A_compaction_that_stops_on_its_way_loses_nothing();
}

/// <inheritdoc/>
[Collection(PostgresTests.Name)]
public sealed class TwoPostgresWritersTests(JournalServer server, ITestOutputHelper output) : TwoWritersTests(output)
{
    private protected override JournalLocation Fresh()
    {
        var journal = new PostgresJournal(server.CreateDatabase(), "two");
        journal.Register();
        return journal;
    }

    [PostgresTheory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public Task Replaced(int commits, bool compacted) => A_writer_that_was_replaced_cannot_commit(commits, compacted);

    [PostgresFact]
    public Task At_once() => Of_two_that_begin_at_once_one_leads();

    [PostgresFact]
    public Task Compacted() => What_a_replaced_writer_compacts_takes_nothing_from_its_successor();

    [PostgresFact]
    public Task Halfway() => A_compaction_that_stops_on_its_way_loses_nothing();

    [PostgresFact]
    public async Task A_server_that_was_away_between_two_commits_is_none_the_worse()
    {
        var journal = Fresh();
        await using var node = await JournalNode.StartAsync(journal);
        Assert.Null(await node.BeginAsync());
        Assert.Null(await node.CommitAsync(10));
        server.Crash();
        server.Start();
        Assert.Null(await node.CommitAsync(20));
    }
}
