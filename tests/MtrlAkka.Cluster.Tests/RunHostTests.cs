using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Physics;
using MtrlAkka.Replay;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>Whole runs with all their actors: what goes wrong in them ends as promised, and never changes a result.</summary>
public class RunHostTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Task<RunFingerprint>> Undisturbed = [];

    public static TheoryData<string[]> Variants =>
    [
        [],
        ["run.staleness=1"],
        ["learner.critic-loss=categorical", "learner.actor.architecture=bro", "learner.critic.architecture=simba"],
        ["learner.critic-optimisation=gradnorm", "learner.actor-optimisation=pcgrad"],
        Small.Brc,
        [.. Small.Brc, "run.staleness=1", "learner.actor.architecture=mlp", "learner.critic.architecture=mlp", "learner.critic-loss=squared"],
    ];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task A_run_that_is_stopped_and_resumed_ends_as_one_that_never_was(string[] settings)
    {
        if (Small.Library(output) is not { } library) return;
        var expected = await UndisturbedAsync(library, settings);
        using var trial = new Trial(library, settings);
        foreach (int round in new[] { 20, 60 })
        {
            var ended = await trial.RunAsync(async host =>
            {
                host.CheckpointNow();
                await trial.Notes.WaitAsync($"checkpoint of round {round} committed");
                host.CheckpointNow();
                host.Stop();
            });
            Assert.Null(ended.Failure);
            Assert.False(ended.Finished);
            Assert.Equal(ended.Round, trial.Committed()[^1].Round);
            output.WriteLine($"stopped after round {ended.Round}");
        }

        await trial.FinishAsync();
        Assert.Equal(expected, trial.Fingerprint());
        var again = await trial.RunAsync();
        Assert.True(again.Finished);
        Assert.Equal([40L, 80, 120], again.Evaluations.Select(static result => result.Round));
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(60, 1)]
    public async Task A_paused_run_stands_still_behind_a_checkpoint_and_ends_as_one_that_never_was(int round, int staleness)
    {
        if (Small.Library(output) is not { } library) return;
        string setting = $"run.staleness={staleness}";
        var expected = await UndisturbedAsync(library, setting);
        using var trial = new Trial(library, setting);
        await trial.FinishAsync(async host =>
        {
            await trial.Notes.ThenAsync($"checkpoint of round {round} committed", host.Pause);
            await trial.Notes.WaitAsync("the run is paused behind round");
            long paused = trial.Committed()[^1].Round;
            Assert.Contains($"alarm: the run is paused behind round {paused}; it goes on when it is resumed", trial.Notes.Lines);
            // There is nothing that another checkpoint could keep, and no step is made meanwhile.
            host.CheckpointNow();
            Assert.NotNull((await host.StatusAsync(TimeSpan.FromSeconds(10))).Run);
            Assert.Equal(paused * trial.Settings.EnvironmentCount, NodeTelemetry.Of(host.System).Steps.Value);
            host.Resume();
        });
        Assert.Equal(expected, trial.Fingerprint());
    }

    [Fact]
    public async Task A_paused_run_can_be_stopped()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library);
        var ended = await trial.RunAsync(async host =>
        {
            await trial.Notes.ThenAsync("checkpoint of round 20 committed", host.Pause);
            await trial.Notes.ThenAsync("the run is paused", host.Stop);
        });
        Assert.Null(ended.Failure);
        Assert.False(ended.Finished);
        Assert.Equal(ended.Round, trial.Committed()[^1].Round);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Shards_of_the_replay_change_no_weight(bool brc)
    {
        if (Small.Library(output) is not { } library) return;
        string[] settings = brc ? Small.Brc : [];
        var one = await UndisturbedAsync(library, settings);
        var two = await UndisturbedAsync(library, [.. settings, "replay.shards=2"]);
        Assert.Equal((one.Weights, one.Optimiser, one.Environments, one.EvaluationHistory), (two.Weights, two.Optimiser, two.Environments, two.EvaluationHistory));
    }

    [Fact]
    public async Task Whatever_part_is_lost_the_run_goes_back_by_itself_and_ends_the_same()
    {
        if (Small.Library(output) is not { } library) return;
        var expected = await UndisturbedAsync(library);
        using var trial = new Trial(library);
        NodeMeter? meter = null;
        await trial.FinishAsync(async host =>
        {
            meter = NodeTelemetry.Of(host.System);
            Task After(int round, string part, object accident) =>
                trial.Notes.ThenAsync($"checkpoint of round {round} committed", () => Trial.Send(host, $"/user/node/{part}", accident));
            await Task.WhenAll(
                After(20, "policy/environment-1", Kill.Instance),
                After(40, "replay-0", new AppendRound(2, 0, [])),
                After(60, "learner", new BatchDrawn(3, 100_000, 0, new TransitionBatch(TransitionLayout.MetaWorld, 24), [])));
            foreach (string part in new[] { "Environment 1", "Replay 0", "Learner" }) await trial.Notes.WaitAsync($"{part} was lost");
            Assert.InRange(meter.Epoch.Value!.Value, 3, 4);
        });
        Assert.Equal(expected, trial.Fingerprint());
        // The environment was stopped, the others failed.
        Assert.Equal((3L, 1L, 1L, 2L), (meter!.Rollbacks.Value, meter.Restarts(RunPart.Replay).Value, meter.Restarts(RunPart.Learner).Value, meter.AllRestarts));
    }

    [Fact]
    public async Task A_part_that_stops_instead_of_failing_is_made_anew()
    {
        if (Small.Library(output) is not { } library) return;
        var expected = await UndisturbedAsync(library);
        using var trial = new Trial(library);
        await trial.FinishAsync(async host =>
        {
            var second = trial.Notes.ThenAsync("checkpoint of round 40 committed", () => Trial.Send(host, "/user/node/learner", Kill.Instance));
            await trial.Notes.ThenAsync("checkpoint of round 20 committed", () => Trial.Send(host, "/user/node/evaluator", Kill.Instance));
            await trial.Notes.WaitAsync("Evaluator was lost");
            await second;
            await trial.Notes.WaitAsync("Learner was lost");
        });
        Assert.Equal(expected, trial.Fingerprint());
    }

    [Fact]
    public async Task A_full_disk_costs_the_checkpoint_and_no_more()
    {
        if (Small.Library(output) is not { } library) return;
        var expected = await UndisturbedAsync(library);
        using var trial = new Trial(library);

        // A checkpoint writes five or six blobs: the second one fails in two places, the third one at its sync.
        var plan = FaultPlan.Scripted((6, BlobFault.DiskFull), (7, BlobFault.DiskFull), (12, BlobFault.SyncFails));
        await trial.FinishAsync(blobs: new FaultyBlobStore(new DirectoryBlobStore(trial.Folder.Blobs), plan));
        Assert.Contains(trial.Notes.Lines, line => line.StartsWith("alarm: the checkpoint of round 40 could not be written", StringComparison.Ordinal));
        Assert.Contains(trial.Notes.Lines, line => line.StartsWith("checkpoint of round 100 committed", StringComparison.Ordinal));
        Assert.Equal(expected, trial.Fingerprint());
    }

    [Fact]
    public async Task A_disk_that_stays_full_to_the_end_leaves_the_last_checkpoint_to_resume_from()
    {
        if (Small.Library(output) is not { } library) return;
        var expected = await UndisturbedAsync(library);
        using var trial = new Trial(library);
        var full = FaultPlan.Scripted([.. Enumerable.Range(6, 200).Select(static write => ((long)write, BlobFault.DiskFull))]);
        var ended = await trial.RunAsync(blobs: new FaultyBlobStore(new DirectoryBlobStore(trial.Folder.Blobs), full));
        Assert.Contains("make room and resume from round 20", ended.Failure);
        await trial.FinishAsync();
        Assert.Equal(expected, trial.Fingerprint());
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_named_and_the_one_before_is_used()
    {
        if (Small.Library(output) is not { } library) return;
        var expected = await UndisturbedAsync(library);
        using var trial = new Trial(library);
        await trial.StopAfterAsync(40);
        foreach (var part in new Func<CheckpointManifest, BlobRef>[]
        {
            static manifest => manifest.Learner,
            static manifest => manifest.Environments[0].Blob,
            static manifest => manifest.ReplayShards[0].Segments[^1].Blob,
        })
        {
            using var damaged = trial.Copy();
            var committed = damaged.Committed();
            var blob = part(committed[^1]);
            await File.AppendAllTextAsync(Path.Combine(damaged.Folder.Blobs, blob.Hash), "x");
            await damaged.FinishAsync();
            Assert.Contains(damaged.Notes.Lines, line =>
                line.Contains($"the checkpoint of round {committed[^1].Round} cannot be used", StringComparison.Ordinal)
                && line.Contains(blob.Hash, StringComparison.Ordinal)
                && line.Contains($"going on from round {committed[^2].Round}", StringComparison.Ordinal));
            Assert.Equal(expected, damaged.Fingerprint());
        }
    }

    [Fact]
    public async Task Checkpoints_that_are_out_of_reach_are_not_given_up()
    {
        if (Small.Library(output) is not { } library) return;
        var expected = await UndisturbedAsync(library);
        using var trial = new Trial(library);
        await trial.StopAfterAsync(40);
        string elsewhere = trial.Folder.Blobs + "-elsewhere";
        Directory.Move(trial.Folder.Blobs, elsewhere);
        for (int i = 0; i < 2; i++) Assert.Contains("no earlier checkpoint is left", (await trial.RunAsync()).Failure);
        Directory.Delete(trial.Folder.Blobs, recursive: true);
        Directory.Move(elsewhere, trial.Folder.Blobs);
        await trial.FinishAsync();
        Assert.Equal(expected, trial.Fingerprint());
    }

    [Fact]
    public async Task A_folder_in_use_is_refused()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library);
        using (RunLock.Take(trial.Folder.Path)) await Assert.ThrowsAsync<RunLockedException>(() => trial.RunAsync());
        Assert.False(File.Exists(trial.Folder.Journal));
    }

    [Theory]
    [InlineData("Environment", "environments.assets")]
    [InlineData("Learner", "learner.device=cuda:99")]
    public async Task A_part_that_cannot_be_made_ready_ends_the_run_with_one_line(string part, string setting)
    {
        if (Small.Library(output) is not { } library) return;
        using var assets = new TemporaryFolder();
        using var trial = new Trial(library, setting == "environments.assets" ? $"{setting}=\"{assets.Path}\"" : setting);
        var ended = await trial.RunAsync();
        Assert.Matches($"^{part}( \\d+)? cannot be made ready: ", ended.Failure);
        Assert.DoesNotContain('\n', ended.Failure!);
        output.WriteLine(ended.Failure);
    }

    // Run once for all tests that compare with it.
    private static Task<RunFingerprint> UndisturbedAsync(MuJoCoLibrary library, params string[] settings)
    {
        lock (Undisturbed)
        {
            string key = string.Join(' ', settings);
            if (!Undisturbed.TryGetValue(key, out var fingerprint)) Undisturbed.Add(key, fingerprint = RunAsync());
            return fingerprint;
        }

        async Task<RunFingerprint> RunAsync()
        {
            using var trial = new Trial(library, settings);
            await trial.FinishAsync();
            return trial.Fingerprint();
        }
    }
}
