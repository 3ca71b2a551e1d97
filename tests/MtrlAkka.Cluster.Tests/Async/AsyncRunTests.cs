using Akka.Actor;
using MtrlAkka.Cluster.Telemetry;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>Whole asynchronous runs with all their actors.</summary>
public class AsyncRunTests(ITestOutputHelper output)
{
    private const string Parts = "/user/node/async-small";

    [Fact]
    public async Task A_run_that_is_stopped_and_resumed_ends_with_all_its_rows_updates_and_evaluations()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library, [.. Small.Brc, "run.mode=async", "replay.shards=2", "run.rounds=200", "evaluation.interval=50", "checkpoint.interval=25"]);
        var stopped = await trial.RunAsync(async host =>
        {
            await trial.Notes.ThenAsync("committed", host.Stop);
        });
        Assert.Null(stopped.Failure);
        Assert.False(stopped.Finished);
        Assert.Equal(stopped.Round, trial.Committed()[^1].Round);
        output.WriteLine($"stopped after round {stopped.Round}");
        await trial.FinishAsync();
        var settings = trial.Settings;
        var last = trial.Committed()[^1];
        Assert.Equal((200, settings.UpdatesAfter(200)), (last.Round, last.Counters["updates"]));
        Assert.Empty(last.Environments);
        Assert.Null(last.PendingEvaluation);
        Assert.All(last.ReplayShards, shard => Assert.All(shard.Inserts, static rows => Assert.Equal(200, rows)));
        // Ranges of returns outlive their environments: some episodes ended before the stop.
        Assert.Equal(settings.Environments.Tasks.Count, last.Returns!.Count);
        _ = trial.Fingerprint();
        var again = await trial.RunAsync();
        Assert.True(again.Finished);
        Assert.Equal([50L, 100, 150, 200], again.Evaluations.Select(static result => result.Round));
    }

    [Fact]
    public async Task A_paused_run_makes_no_more_steps_and_goes_on_when_it_is_resumed()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library, "run.mode=async", "run.rounds=1000", "checkpoint.interval=200", "evaluation.interval=1000");
        await trial.FinishAsync(async host =>
        {
            long commits = 0;
            await trial.Notes.ThenAsync("committed", () =>
            {
                commits = trial.Committed().Count;
                host.Pause();
            });
            await trial.Notes.WaitAsync("the run is paused");
            while (trial.Committed().Count == commits) await Task.Yield();
            // The commit came after the environments were told, whose steps on the way were in the replay by then or will be.
            long steps = NodeTelemetry.Of(host.System).Steps.Value;
            Assert.NotNull((await host.StatusAsync(TimeSpan.FromSeconds(10))).Run);
            Assert.InRange(NodeTelemetry.Of(host.System).Steps.Value - steps, 0, trial.Settings.EnvironmentCount);
            host.Resume();
        });
        Assert.All(trial.Committed()[^1].ReplayShards[0].Inserts, static rows => Assert.Equal(1000, rows));
    }

    [Fact]
    public async Task Whatever_part_is_lost_only_that_begins_anew()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library, "run.mode=async", "run.rounds=4000", "checkpoint.interval=400", "evaluation.interval=2000", "metrics.interval=100");
        await trial.FinishAsync(async host =>
        {
            await trial.Notes.WaitAsync("committed");
            Trial.Send(host, $"{Parts}/replay-0-*", Kill.Instance);
            await trial.Notes.WaitAsync("replay shard 0 was lost");
            Trial.Send(host, $"{Parts}/learner-0-*", Kill.Instance);
            await trial.Notes.WaitAsync("the learner was lost");
            Trial.Send(host, $"{Parts}/policy-0-*/environment-1-*", Kill.Instance);
            await trial.Notes.WaitAsync("its actor has stopped");
            Trial.Send(host, $"{Parts}/evaluator-0-*", Kill.Instance);
            await trial.Notes.WaitAsync("the evaluator was lost");
        });
        var last = trial.Committed()[^1];
        Assert.Equal((4000, trial.Settings.UpdatesAfter(4000)), (last.Round, last.Counters["updates"]));
        Assert.All(last.ReplayShards[0].Inserts, static rows => Assert.Equal(4000, rows));
        _ = trial.Fingerprint();
    }
}
