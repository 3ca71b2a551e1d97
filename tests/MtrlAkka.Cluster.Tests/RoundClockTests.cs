using CsCheck;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Tests;

public class RoundClockTests
{
    private static readonly Gen<(int Total, int WarmStart, int Interval, int Evaluations, int Shards, int Staleness, int Seed)> Runs =
        Gen.Select(Gen.Int[2, 60], Gen.Int[1, 30], Gen.Int[1, 25], Gen.Int[0, 25], Gen.Int[1, 3], Gen.Int[0, 1], Gen.Int[0, int.MaxValue]);

    [Fact]
    public void In_whatever_order_things_come_every_cut_is_consistent_and_the_end_is_reached() => Runs.Sample(
        static run => new Interleaving(run.Total, Math.Min(run.WarmStart, run.Total - 1), run.Interval, run.Evaluations, run.Shards, run.Staleness, run.Seed).Play(),
        iter: 3000);

    [Fact]
    public void An_evaluation_that_is_late_holds_the_cut_although_the_next_one_has_begun()
    {
        var clock = new RoundClock(total: 40, warmStart: 1, interval: 20, new EvaluationSchedule(10, 1, 40), shards: 1, round: 0);
        for (int round = 0; round < 20; round++)
        {
            clock.Appended(0, round);
            if (round > 0) clock.Learned(round);
        }

        Assert.Equal(20, clock.Completed);
        Assert.Equal(20, clock.Grant);
        Assert.False(clock.AtBarrier);
        clock.Evaluated(10);
        Assert.True(clock.AtBarrier);
    }

    [Fact]
    public void A_round_out_of_turn_is_refused()
    {
        var clock = new RoundClock(40, 5, 20, new EvaluationSchedule(0, 5, 40), 2, 0);
        clock.Appended(0, 0);
        long before = clock.Completed;
        clock.Appended(0, 0);
        Assert.Equal(before, clock.Completed);
        Assert.Throws<InvalidOperationException>(() => clock.Appended(1, 1));
        Assert.Throws<InvalidOperationException>(() => clock.Learned(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.StopAt(21));
    }

    /// <summary>Policy, shards, learner and evaluator as a run has them, each going on whenever chance lets it.</summary>
    private sealed class Interleaving(int total, int warmStart, int interval, int evaluations, int shards, int staleness, int seed)
    {
        private readonly Random _chance = new(seed);
        private readonly EvaluationSchedule _schedule = new(evaluations, warmStart, total);
        private readonly RoundClock _clock = new(total, warmStart, interval, new EvaluationSchedule(evaluations, warmStart, total), shards, 0);
        private readonly long[] _appended = new long[shards];
        private readonly Queue<long> _evaluator = new();
        private readonly HashSet<long> _history = [];
        private long _stepped;
        private long _learned = warmStart;
        private long _granted;
        private long _completed;

        public void Play()
        {
            for (int events = 0; ; events++)
            {
                Assert.True(events < 100_000, "nothing goes on");
                if (_clock.AtBarrier && Cut()) return;
                Grant();
                if (_chance.Next(50) == 0 && !_clock.AtBarrier) Stop();
                else Happen();
                Assert.InRange(_clock.Completed, _completed, total);
                _completed = _clock.Completed;
            }
        }

        private void Grant()
        {
            if (_clock.Grant <= _granted) return;
            _granted = _clock.Grant;
            Assert.True(_granted <= ((_completed / interval) + 1) * interval);
            Assert.All(_evaluator, round => Assert.True(_granted <= _schedule.Due(round)));
        }

        private void Stop()
        {
            _granted = _stepped;
            _clock.StopAt(_stepped);
        }

        private void Happen()
        {
            var possible = new List<Action>();
            if (_stepped < _granted && (_stepped < warmStart || _learned >= _stepped - staleness)) possible.Add(() => _stepped++);
            for (int shard = 0; shard < shards; shard++)
            {
                int index = shard;
                if (_appended[shard] < _stepped) possible.Add(() => _clock.Appended(index, _appended[index]++));
            }

            if (_appended.Min() > _learned) possible.Add(Learn);
            if (_evaluator.Count > 0) possible.Add(Evaluate);
            if (possible.Count == 0)
                Assert.True(_clock.AtBarrier || _clock.Grant > _granted, "nothing can go on");
            else
                possible[_chance.Next(possible.Count)]();
        }

        private void Learn()
        {
            _clock.Learned(_learned++);
            if (_schedule.Takes(_learned)) _evaluator.Enqueue(_learned);
        }

        private void Evaluate()
        {
            long round = _evaluator.Dequeue();
            _clock.Evaluated(round);
            _history.Add(round);
        }

        private bool Cut()
        {
            long round = _clock.Completed;
            Assert.Equal(round, _stepped);
            Assert.All(_appended, appended => Assert.Equal(round, appended));
            Assert.Equal(Math.Max(round, warmStart), _learned);
            for (long taken = 1; taken <= round; taken++)
                if (_schedule.Takes(taken) && _schedule.Due(taken) <= round) Assert.Contains(taken, _history);
            if (round == total) return true;
            _clock.Release();
            return false;
        }
    }
}
