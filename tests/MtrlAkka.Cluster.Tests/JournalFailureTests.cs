using MtrlAkka.Cluster.Protocol;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>A journal that fails or says nothing ends the run with one line, and what was committed before is there.</summary>
public class JournalFailureTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_write_that_takes_too_long_ends_the_run_and_a_resumed_one_ends_the_same()
    {
        if (Small.Library(output) is not { } library) return;
        using Trial whole = new(library), hasty = new(library);
        await whole.FinishAsync();
        Assert.Null((await hasty.StopAfterAsync(40)).Failure);

        // No write to a disk is as fast as this.
        var ended = await hasty.RunAsync(hocon: "akka.persistence.journal.sql.circuit-breaker.call-timeout = 0.01ms");
        Expect("the run's journal cannot be written: The operation has timed out; what was committed is kept, resume goes on from it", ended);
        await hasty.FinishAsync();
        Assert.Equal(whole.Fingerprint(), hasty.Fingerprint());
    }

    [Theory]
    [InlineData(true, "silent.circuit-breaker.call-timeout = 200ms", "the run's journal cannot be written: The operation has timed out; what was committed is kept, resume goes on from it")]
    [InlineData(true, "mtrl-journal-patience = 300ms", "the run's journal has not answered for 0.3 s; what was committed is kept, resume goes on from it")]
    [InlineData(false, "silent.recovery-event-timeout = 300ms", "the run's journal cannot be read: ")]
    public async Task A_journal_that_says_nothing_ends_the_run(bool reads, string settings, string expected)
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library);
        Expect(expected, await trial.RunAsync(hocon: SilentJournal.Hocon(reads, settings)));
    }

    [Fact]
    public async Task A_journal_that_cannot_be_made_ends_the_run()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library);
        const string Broken = "akka.persistence.journal.sql.circuit-breaker.call-timeout = soon\nakka.persistence.journal.sql.recovery-event-timeout = 300ms";
        Expect("the run's journal cannot be read: ", await trial.RunAsync(hocon: Broken));
    }

    [Fact]
    public async Task On_a_starved_machine_the_journal_has_its_time()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library);
        await trial.RunAsync(host =>
        {
            var config = host.System.Settings.Config;
            TimeSpan call = config.GetTimeSpan("akka.persistence.journal.sql.circuit-breaker.call-timeout");
            Assert.InRange(call, TimeSpan.FromSeconds(60), config.GetTimeSpan("mtrl-journal-patience"));
            Assert.InRange(config.GetTimeSpan("akka.persistence.journal.sql.recovery-event-timeout"), call, TimeSpan.MaxValue);
            host.Stop();
            return Task.CompletedTask;
        });
    }

    private void Expect(string start, RunEnded ended)
    {
        output.WriteLine(ended.Failure);
        Assert.StartsWith(start, ended.Failure);
        Assert.DoesNotContain('\n', ended.Failure!);
        Assert.False(ended.Finished);
    }
}
