using System.Collections.Concurrent;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Studies.Tests.Grid;

/// <summary>The study's actor with its journal on disk; who trains is the test.</summary>
public sealed class StudyHostTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly StudyFolder _folder = new(Directory.CreateTempSubdirectory("mtrl-study-").FullName);

    public StudyHostTests() => File.WriteAllText(_folder.Definition, SmallStudy.Of(cells: 2, seeds: 2, attempts: 2).ToText());

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    [Fact]
    public async Task A_study_goes_on_from_its_journal_and_shows_what_failed()
    {
        var first = new Trainer();
        await using (var host = Start(first))
        {
            var batch = await first.NextAsync();
            Assert.Equal(["w8-seed1", "w8-seed2"], batch.Runs);
            Assert.True(_folder.ReadState().Held);
            var error = Assert.Throws<SettingsException>(() => Start(new Trainer()));
            Assert.StartsWith($"process {Environment.ProcessId} is at work on the study", error.Message, StringComparison.Ordinal);
            first.End(new RunOutcome("w8-seed1", RunOutcomeKind.Finished), new RunOutcome("w8-seed2", RunOutcomeKind.Failed, "it\nbroke"));
            Assert.Equal(["w16-seed1", "w16-seed2"], (await first.NextAsync()).Runs);
        }

        // Its process is gone while the second batch was trained.
        var state = _folder.ReadState();
        Assert.False(state.Held);
        Assert.Equal([StudyRunState.Finished, StudyRunState.Waiting, StudyRunState.Running, StudyRunState.Running], state.Runs.Select(static run => run.State));
        Assert.Equal("it broke", state.Runs[1].Reason);

        var second = new Trainer();
        await using (var host = Start(second))
        {
            Assert.Equal(["w16-seed1", "w16-seed2"], (await second.NextAsync()).Runs);
            second.End(new RunOutcome("w16-seed1", RunOutcomeKind.Finished), new RunOutcome("w16-seed2", RunOutcomeKind.Finished));
            Assert.Equal(["w8-seed2"], (await second.NextAsync()).Runs);
            second.Fail(new InvalidOperationException("no room"));
            var ended = await host.Ended.WaitAsync(Patience);
            Assert.Null(ended.Failure);
            Assert.Equal((StudyRunState.Failed, "no room"), (ended.Runs[1].State, ended.Runs[1].Reason));
        }

        var third = new Trainer();
        await using (var host = Start(third, anewFailed: true))
        {
            Assert.Equal(["w8-seed2"], (await third.NextAsync()).Runs);
            third.End(new RunOutcome("w8-seed2", RunOutcomeKind.Finished));
            Assert.All((await host.Ended.WaitAsync(Patience)).Runs, static run => Assert.Equal(StudyRunState.Finished, run.State));
        }
    }

    [Fact]
    public async Task A_study_that_is_stopped_waits_for_what_is_under_way()
    {
        var trainer = new Trainer();
        await using var host = Start(trainer);
        await trainer.NextAsync();
        host.Stop();
        await trainer.Stopped.Task.WaitAsync(Patience);
        Assert.False(host.Ended.IsCompleted);
        trainer.End(new RunOutcome("w8-seed1", RunOutcomeKind.Stopped), new RunOutcome("w8-seed2", RunOutcomeKind.Stopped));
        var ended = await host.Ended.WaitAsync(Patience);
        Assert.Equal([StudyRunState.Running, StudyRunState.Running, StudyRunState.Waiting, StudyRunState.Waiting], ended.Runs.Select(static run => run.State));
    }

    [Fact]
    public void A_journal_that_is_none_is_named()
    {
        File.WriteAllText(_folder.Journal, "this is no database, and it is long enough not to be an empty one");
        var error = Assert.Throws<InvalidDataException>(() => Start(new Trainer()));
        Assert.Contains(_folder.Journal, error.Message, StringComparison.Ordinal);
    }

    private StudyHost Start(Trainer trainer, bool anewFailed = false) => StudyHost.Start(_folder, new StudyGridLimits(1, 2), anewFailed, trainer, new Silent());

    private sealed class Trainer : IStudyTrainer
    {
        private readonly BlockingCollection<StudyBatch> _begun = [];
        private TaskCompletionSource<IReadOnlyList<RunOutcome>> _ended = new();

        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyList<RunOutcome>> TrainAsync(StudyBatch batch)
        {
            _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _begun.Add(batch);
            return _ended.Task;
        }

        public void Stop() => Stopped.TrySetResult();

        public void End(params RunOutcome[] outcomes) => _ended.SetResult(outcomes);

        public void Fail(Exception error) => _ended.SetException(error);

        public Task<StudyBatch> NextAsync() => Task.Run(() => _begun.TryTake(out var batch, Patience) ? batch : throw new TimeoutException($"no batch began within {Patience}"));
    }

    private sealed class Silent : IStudyFace
    {
        public void Show(IReadOnlyList<StudyRun> runs, IReadOnlySet<string> active)
        {
        }

        public void Note(string line)
        {
        }
    }
}
