using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using static TorchSharp.torch;

namespace MtrlAkka.Cluster.Tests;

public class SharedLearnerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public async Task Runs_that_begin_and_end_at_different_updates_have_what_they_have_alone(int cores)
    {
        RunSettings[] runs = [Settings(1), Settings(2, "learner.actor-learning-rate=0.001"), Settings(3)];
        (ulong First, ulong End)[] spans = [(0, 12), (5, 9), (0, 3)];
        using var shared = new SharedLearner(runs, cores);
        Assert.Equal(cores == 1 && TorchRuntime.Threads == 2, shared.IsBatched);
        Assert.Equal(shared.IsBatched ? 3 : Math.Min(3, cores), shared.SideBySide);
        var learners = runs.Select((run, i) => Task.Run(() =>
        {
            var seat = shared[i];
            var agent = seat.Begin();
            for (ulong update = spans[i].First; update < spans[i].End; update++) seat.Update(Batch(run, update), update);
            seat.Finish();
            return State(agent);
        }));
        var states = await Task.WhenAll(learners).WaitAsync(Patience);
        for (int i = 0; i < runs.Length; i++) Assert.Equal(Alone(runs[i], spans[i].First, spans[i].End), states[i]);
    }

    [Fact]
    public async Task A_run_that_is_to_come_is_waited_for_and_one_that_left_is_not()
    {
        RunSettings[] runs = [Settings(1), Settings(2)];
        using var group = Group(runs);
        var shared = group.Seats;
        shared[0].Begin();
        var update = Task.Run(() => shared[0].Update(Batch(runs[0], 0), 0));
        var other = shared[1].Begin();
        Assert.False(update.IsCompleted);
        await Task.WhenAll(update, Task.Run(() => shared[1].Update(Batch(runs[1], 0), 0))).WaitAsync(Patience);
        update = Task.Run(() => shared[0].Update(Batch(runs[0], 1), 1));
        shared[1].Leave();
        await update.WaitAsync(Patience);
        Assert.Equal(1, other.Updates);

        // It may come back, from the beginning or a stored state.
        var again = shared[1].Begin();
        await Task.WhenAll(
            Task.Run(() => shared[0].Update(Batch(runs[0], 2), 2)), Task.Run(() => shared[1].Update(Batch(runs[1], 0), 0))).WaitAsync(Patience);
        Assert.Equal(Alone(runs[1], 0, 1), State(again));
    }

    [Fact]
    public async Task What_fails_fails_for_all_that_wait_and_the_next_update_goes_on()
    {
        RunSettings[] runs = [Settings(1), Settings(2)];
        using var group = Group(runs);
        var shared = group.Seats;
        var first = shared[0].Begin();
        shared[1].Begin();
        Task[] both = [Task.Run(() => shared[0].Update(Batch(runs[0], 0), 0)), Task.Run(() => shared[1].Update(new TransitionBatch(1, 1, 1, 1), 0))];
        foreach (var one in both) Assert.Contains("the batch is 1", (await Assert.ThrowsAsync<InvalidOperationException>(() => one.WaitAsync(Patience))).Message, StringComparison.Ordinal);
        Assert.Equal(0, first.Updates);
        await Task.WhenAll(
            Task.Run(() => shared[0].Update(Batch(runs[0], 0), 0)), Task.Run(() => shared[1].Update(Batch(runs[1], 0), 0))).WaitAsync(Patience);
        Assert.Equal(Alone(runs[0], 0, 1), State(first));
    }

    [Fact]
    public async Task Who_waits_when_it_ends_is_told()
    {
        RunSettings[] runs = [Settings(1), Settings(2)];
        Task update;
        using (var group = Group(runs))
        {
            var seat = group.Seats[0];
            seat.Begin();
            update = Task.Run(() => seat.Update(Batch(runs[0], 0), 0));
        }

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => update.WaitAsync(Patience));
    }

    [Fact]
    public void Runs_that_cannot_share_a_learner_are_refused_in_a_line()
    {
        void Refused(string setting, string word)
        {
            string message = Assert.Throws<SettingsException>(() => SharedLearner.Require([Settings(1), Settings(2, setting)])).Message;
            Assert.Contains(word, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }

        Refused("learner.critic.width=32", "Critic Width");
        Refused("learner.threads=3", "learner.threads");
        Refused("learner.batch-per-task=4", "BatchPerTask");
        SharedLearner.Require([Settings(1), Settings(2, "learner.gamma=0.9")]);
    }

    private static GroupLearner Group(RunSettings[] runs) => new(new AgentGroup([.. runs.Select(static run => (run.Learner.Sac, (ulong)run.Seed))], CPU));

    private static RunSettings Settings(uint seed, params string[] settings) => Small.Configuration([$"run.seed={seed}", .. settings]).Settings;

    private static TransitionBatch Batch(RunSettings run, ulong update)
    {
        var batch = new TransitionBatch(run.Learner.Sac);
        var random = new Numerics.CounterRandom(run.Seed, 1);
        random.Uniform(batch.Observations, -1, 1, 4 * update);
        random.Uniform(batch.NextObservations, -1, 1, (4 * update) + 1);
        random.Uniform(batch.Actions, -1, 1, (4 * update) + 2);
        random.Uniform(batch.Rewards, 0, 10, (4 * update) + 3);
        return batch;
    }

    private static float[][] State(MultiTaskSac agent) => [.. agent.Save().Select(static array => array.Values)];

    private static float[][] Alone(RunSettings run, ulong first, ulong end)
    {
        using var agent = new MultiTaskSac(run.Learner.Sac, run.Seed, CPU);
        for (ulong update = first; update < end; update++) agent.Update(Batch(run, update), update);
        return State(agent);
    }
}
