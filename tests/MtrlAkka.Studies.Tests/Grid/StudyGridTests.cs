using MtrlAkka.Numerics;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Studies.Tests.Grid;

/// <summary>The grid under seeded schedules: batches end in any order, fail, are stopped, and the process is killed at any point.</summary>
public class StudyGridTests
{
    private const int Schedules = 2000;

    [Fact]
    public void Whatever_happens_each_run_ends_once_and_none_is_lost()
    {
        for (uint seed = 0; seed < Schedules; seed++) new Schedule(seed).Play();
    }

    [Fact]
    public void Seeds_of_a_cell_are_trained_together_and_one_that_failed_alone()
    {
        var record = new StudyRecord(SmallStudy.Of(cells: 2, seeds: 3, attempts: 2));
        var grid = new StudyGrid(record, new StudyGridLimits(1, 2));
        Assert.Equal(["w8-seed1", "w8-seed2"], Turn(grid, record, RunOutcomeKind.Finished, RunOutcomeKind.Failed));
        Assert.Equal(["w8-seed3"], Turn(grid, record, RunOutcomeKind.Failed));
        Assert.Equal(["w16-seed1", "w16-seed2"], Turn(grid, record, RunOutcomeKind.Finished, RunOutcomeKind.Finished));
        Assert.Equal(["w16-seed3"], Turn(grid, record, RunOutcomeKind.Finished));
        // Each by itself, after all the others.
        Assert.Equal(["w8-seed2"], Turn(grid, record, RunOutcomeKind.Finished));
        Assert.Equal(["w8-seed3"], Turn(grid, record, RunOutcomeKind.Failed));
        Assert.True(grid.Over);
        Assert.Equal((StudyRunState.Failed, 2, "it broke"), (record["w8-seed3"].State, record["w8-seed3"].Attempts, record["w8-seed3"].Reason));

        foreach (var happened in grid.TryAnew()) record.Apply(happened);
        Assert.False(grid.Over);
        Assert.Equal(["w8-seed3"], Turn(grid, record, RunOutcomeKind.Finished));
        Assert.True(new StudyState(record.Runs, Held: false).Ended);
    }

    [Fact]
    public void A_run_that_is_not_told_of_has_failed()
    {
        var record = new StudyRecord(SmallStudy.Of(cells: 1, seeds: 1, attempts: 3));
        var grid = new StudyGrid(record, new StudyGridLimits(1, 1));
        var batch = grid.Next()!;
        Assert.Equal([new RunAttemptFailed("w8-seed1", "it was not heard of again")], StudyGrid.End(batch, []));
    }

    [Fact]
    public void A_journal_of_another_study_is_named()
    {
        var record = new StudyRecord(SmallStudy.Of(cells: 1, seeds: 1, attempts: 1));
        var error = Assert.Throws<InvalidDataException>(() => record.Apply(new RunBegun("w99-seed1")));
        Assert.Contains("w99-seed1", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Turn(StudyGrid grid, StudyRecord record, params RunOutcomeKind[] kinds)
    {
        var batch = grid.Next()!;
        foreach (var happened in StudyGrid.Begin(batch)) record.Apply(happened);
        grid.Began(batch);
        Assert.Null(grid.Next());
        foreach (var happened in StudyGrid.End(batch, [.. batch.Runs.Select((run, i) => new RunOutcome(run, kinds[i], "it broke"))])) record.Apply(happened);
        grid.Ended(batch);
        return batch.Runs;
    }

    /// <summary>One schedule: what the journal has kept outlives each kill, all else does not.</summary>
    private sealed class Schedule
    {
        private readonly CounterRandom _random;
        private readonly MtrlAkka.Studies.Definitions.StudyDefinition _study;
        private readonly StudyGridLimits _limits;
        private readonly List<IStudyEvent> _journal = [];
        private readonly uint _seed;
        private ulong _drawn;

        public Schedule(uint seed)
        {
            (_seed, _random) = (seed, new CounterRandom(71, seed));
            _study = SmallStudy.Of(1 + Below(4), 1 + Below(4), 1 + Below(3));
            _limits = new StudyGridLimits(1 + Below(3), 1 + Below(4));
        }

        public void Play()
        {
            for (int life = 0; !Live(kills: life < 5); life++) Assert.True(life < 20, $"schedule {_seed}: it does not end");
            var state = Record();
            Assert.True(new StudyState(state.Runs, Held: false).Ended, $"schedule {_seed}");
            foreach (var run in state.Runs)
            {
                Assert.Equal(run.State == StudyRunState.Finished ? 1 : 0, _journal.OfType<RunCompleted>().Count(one => one.Run == run.Name));
                int failed = _journal.OfType<RunAttemptFailed>().Count(one => one.Run == run.Name);
                Assert.True(run.State == StudyRunState.Finished ? failed < _study.Attempts : failed == _study.Attempts, $"schedule {_seed}: {run}");
            }
        }

        // A life of the process; whether the study is at its end.
        private bool Live(bool kills)
        {
            var record = Record();
            var grid = new StudyGrid(record, _limits);
            List<StudyBatch> active = [];
            while (!grid.Over)
            {
                if (kills && Below(12) == 0) return false;
                if (kills && Below(20) == 0) grid.Stop();
                if (Below(2) == 0 && grid.Next() is { } batch)
                {
                    Begin(record, grid, batch, active);
                    continue;
                }

                if (active.Count == 0)
                {
                    if (grid.Next() is { } next) Begin(record, grid, next, active);
                    else Assert.True(grid.Over, $"schedule {_seed}: nothing is under way and nothing begins");
                    continue;
                }

                var ended = active[Below(active.Count)];
                var outcomes = ended.Runs.Select(run => grid.Stopping && Below(2) == 0 ? new RunOutcome(run, RunOutcomeKind.Stopped)
                    : Below(4) == 0 ? new RunOutcome(run, RunOutcomeKind.Failed, "it broke") : new RunOutcome(run, RunOutcomeKind.Finished)).ToArray();
                Keep(record, StudyGrid.End(ended, outcomes));
                // A kill between the journal and what follows.
                if (kills && Below(12) == 0) return false;
                grid.Ended(ended);
                active.Remove(ended);
            }

            return !grid.Stopping;
        }

        private void Begin(StudyRecord record, StudyGrid grid, StudyBatch batch, List<StudyBatch> active)
        {
            Assert.False(grid.Stopping);
            Assert.InRange(batch.Seeds.Count, 1, _limits.Together);
            Assert.DoesNotContain(batch.Runs, run => active.Any(other => other.Runs.Contains(run)));
            Assert.All(batch.Runs, run => Assert.True(record[run].State is StudyRunState.Waiting or StudyRunState.Running));
            Keep(record, StudyGrid.Begin(batch));
            grid.Began(batch);
            active.Add(batch);
            Assert.InRange(active.Count, 1, _limits.Parallel);
        }

        private void Keep(StudyRecord record, IReadOnlyList<IStudyEvent> events)
        {
            _journal.AddRange(events);
            foreach (var happened in events) record.Apply(happened);
        }

        private StudyRecord Record()
        {
            var record = new StudyRecord(_study);
            foreach (var happened in _journal) record.Apply(happened);
            return record;
        }

        private int Below(int bound) => _random.Below(bound, _drawn++, 0);
    }
}
