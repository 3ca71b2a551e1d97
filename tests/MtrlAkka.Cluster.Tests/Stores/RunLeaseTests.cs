using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Tests.Stores;

/// <summary>A run has one leader at a time, whatever becomes of that one.</summary>
public abstract class RunLeaseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(1);
    private static readonly LeaseHolder One = LeaseHolder.Node("one"), Two = LeaseHolder.Node("two");

    private protected abstract JournalLocation Fresh();

    private protected static Task<RunLease> TakeAsync(JournalLocation journal, LeaseHolder holder, double patience = 0, Action<string?>? reach = null) =>
        RunLease.TakeAsync(journal, holder, TimeSpan.FromSeconds(patience), Term, reach ?? (static _ => { }));

    private protected async Task A_living_holder_is_named_and_keeps_the_run_and_gives_it_back()
    {
        var journal = Fresh();
        var lease = await TakeAsync(journal, One);
        for (int i = 0; i < 2; i++) Assert.Equal(One.Name, (await Assert.ThrowsAsync<RunHeldException>(() => TakeAsync(journal, Two))).Holder);
        Assert.Equal(One.Name, (await Assert.ThrowsAsync<RunHeldException>(() => RunLease.RequireFreeAsync(journal))).Holder);
        var waiting = TakeAsync(journal, Two, patience: 60);
        Assert.False(waiting.IsCompleted);
        await lease.DisposeAsync();
        await using var second = await waiting.WaitAsync(Patience);
        Assert.False(lease.Lost.IsCompleted);
        Assert.Equal(Two.Name, (await Assert.ThrowsAsync<RunHeldException>(() => TakeAsync(journal, One))).Holder);
    }

    // As a process that is stopped by a signal: its lease runs out, and when it wakes up it hears who has the run.
    private protected async Task A_holder_that_sleeps_loses_the_run_and_hears_of_it()
    {
        var journal = Fresh();
        await using var asleep = await TakeAsync(journal, One);
        RunOut(journal);
        await using var second = await TakeAsync(journal, Two);
        Assert.Equal(Two.Name, await asleep.Lost.WaitAsync(Patience));
        await asleep.DisposeAsync();
        Assert.Equal(Two.Name, (await Assert.ThrowsAsync<RunHeldException>(() => RunLease.RequireFreeAsync(journal))).Holder);
        Assert.False(second.Lost.IsCompleted);
    }

    private protected static void RunOut(JournalLocation journal)
    {
        using var connection = journal.Open();
        using var command = JournalLocation.Command(connection, $"UPDATE mtrl_run SET expires = {journal.After("-1")}");
        command.ExecuteNonQuery();
    }

    // Whoever has the folder's lock for itself need not wait for the lease of a process that was killed with it.
    private protected async Task A_process_of_the_same_folder_takes_the_run_at_once()
    {
        var journal = Fresh();
        await using var killed = await TakeAsync(journal, LeaseHolder.Process("/runs/a"));
        await Assert.ThrowsAsync<RunHeldException>(() => TakeAsync(journal, LeaseHolder.Process("/runs/b")));
        await using var next = await TakeAsync(journal, LeaseHolder.Process("/runs/a"));
        await killed.Lost.WaitAsync(Patience);
    }
}

/// <inheritdoc/>
public sealed class SqliteLeaseTests : RunLeaseTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override JournalLocation Fresh()
    {
        var journal = new SqliteJournal(_folder["journal.db"]);
        journal.Prepare();
        return journal;
    }

    [Fact]
    public Task Named() => A_living_holder_is_named_and_keeps_the_run_and_gives_it_back();

    [Fact]
    public Task Asleep() => A_holder_that_sleeps_loses_the_run_and_hears_of_it();

    [Fact]
    public Task Killed() => A_process_of_the_same_folder_takes_the_run_at_once();

    [Fact]
    public void Nodes_of_a_cluster_share_the_lock_of_a_folder_and_keep_processes_out()
    {
        string folder = Directory.CreateDirectory(_folder["run"]).FullName;
        using (RunLock.Share(folder, "the cluster of one"))
        using (RunLock.Share(folder, "the cluster of another"))
        {
            Assert.Contains("in use by the cluster of another", Assert.Throws<RunLockedException>(() => RunLock.Take(folder)).Message, StringComparison.Ordinal);
            Assert.False(RunLock.IsHeld(folder));
        }

        using (RunLock.Take(folder))
        {
            Assert.Contains($"in use by process {Environment.ProcessId}", Assert.Throws<RunLockedException>(() => RunLock.Share(folder, "a cluster")).Message, StringComparison.Ordinal);
            Assert.True(RunLock.IsHeld(folder));
        }
    }
}

/// <inheritdoc/>
[Collection(PostgresTests.Name)]
public sealed class PostgresLeaseTests(JournalServer server) : RunLeaseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private protected override JournalLocation Fresh()
    {
        var journal = new PostgresJournal(server.CreateDatabase(), "leased");
        journal.Register();
        return journal;
    }

    [PostgresFact]
    public Task Named() => A_living_holder_is_named_and_keeps_the_run_and_gives_it_back();

    [PostgresFact]
    public Task Asleep() => A_holder_that_sleeps_loses_the_run_and_hears_of_it();

    [PostgresFact]
    public Task Killed() => A_process_of_the_same_folder_takes_the_run_at_once();

    [PostgresFact]
    public async Task A_server_that_is_away_for_longer_than_the_lease_is_told_of_and_takes_the_run_from_nobody()
    {
        var journal = Fresh();
        TaskCompletionSource<string> away = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource back = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var lease = await TakeAsync(journal, LeaseHolder.Node("one"), reach: why =>
        {
            if (why is null) back.TrySetResult();
            else away.TrySetResult(why);
        });
        RunOut(journal);
        server.Crash();
        string told = await away.Task.WaitAsync(Patience);
        Assert.StartsWith($"the journal {journal.Name} cannot be used: ", told);
        Assert.DoesNotContain('\n', told);
        server.Start();
        await back.Task.WaitAsync(Patience);
        Assert.False(lease.Lost.IsCompleted);
        await Assert.ThrowsAsync<RunHeldException>(() => TakeAsync(journal, LeaseHolder.Node("two")));
    }
}
