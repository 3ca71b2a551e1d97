using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Physics;
using MtrlAkka.Replay;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>Whole runs that share one learner: each ends as it does alone.</summary>
public class RunsTogetherTests(ITestOutputHelper output)
{
    private static readonly string[][] Different = [["run.seed=1"], ["run.seed=2", "learner.actor-learning-rate=0.001", "learner.gamma=0.95"], ["run.seed=3", "run.staleness=1"]];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Runs_that_share_a_learner_end_as_they_do_alone(int cores)
    {
        if (Small.Library(output) is not { } library) return;
        var trials = Trials(library, Different);
        await TogetherAsync(trials, cores, (_, _) => Task.CompletedTask);
        await AssertAsAloneAsync(library, trials, Different);
    }

    [Fact]
    public async Task Runs_that_are_stopped_at_different_rounds_go_on_together_or_alone_and_end_the_same()
    {
        if (Small.Library(output) is not { } library) return;
        string[][] two = [["run.seed=1"], ["run.seed=2"]];
        var trials = Trials(library, two);
        // One is stopped early; the other one goes on without it.
        await TogetherAsync(trials, 1, (host, place) =>
            trials[place].Notes.ThenAsync($"checkpoint of round {(place == 0 ? 40 : 80)} committed", host.Stop));
        Assert.True(trials[0].Committed()[^1].Round < trials[1].Committed()[^1].Round);

        // Alone for a while, and then both, the learner of one being lost on the way.
        await trials[0].StopAfterAsync(60);
        await TogetherAsync(trials, 1, async (host, place) =>
        {
            if (place == 1) return;
            host.CheckpointNow();
            await trials[0].Notes.WaitAsync("committed");
            // The third life of this run.
            Trial.Send(host, "/user/node/learner", new BatchDrawn(3, 100_000, 0, new TransitionBatch(TransitionLayout.MetaWorld, 24), []));
            await trials[0].Notes.WaitAsync("Learner was lost");
        });
        await AssertAsAloneAsync(library, trials, two);
    }

    private static Trial[] Trials(MuJoCoLibrary library, string[][] settings) => [.. settings.Select(own => new Trial(library, own))];

    private static async Task TogetherAsync(Trial[] trials, int cores, Func<Hosting.RunHost, int, Task> meanwhile)
    {
        using var shared = new SharedLearner([.. trials.Select(static trial => trial.Settings)], cores);
        var ended = await Task.WhenAll(trials.Select((trial, place) => trial.RunAsync(host => meanwhile(host, place), company: (shared, place))));
        Assert.All(ended, static one => Assert.Null(one.Failure));
    }

    private static async Task AssertAsAloneAsync(MuJoCoLibrary library, Trial[] trials, string[][] settings)
    {
        for (int i = 0; i < trials.Length; i++)
        {
            using var alone = new Trial(library, settings[i]);
            await alone.FinishAsync();
            RunFingerprint expected = alone.Fingerprint(), found = trials[i].Fingerprint();
            Assert.Equal(expected, found);
            trials[i].Dispose();
        }
    }
}
