using CsCheck;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Tests;

public class EvaluationScheduleTests
{
    [Fact]
    public void Each_evaluation_is_due_when_the_next_one_begins_and_the_last_one_at_the_end() =>
        Gen.Select(Gen.Long[0, 50], Gen.Long[1, 60], Gen.Long[1, 300]).Sample(static (interval, warmStart, total) =>
        {
            var schedule = new EvaluationSchedule(interval, warmStart, total);
            long[] taken = [.. Enumerable.Range(0, (int)total + 60).Select(static round => (long)round).Where(schedule.Takes)];
            Assert.Equal(total, taken[^1]);
            Assert.All(taken[..^1], round => Assert.True(round > warmStart && round % interval == 0));
            for (int i = 0; i < taken.Length; i++)
                Assert.Equal(i + 1 < taken.Length ? taken[i + 1] : total, schedule.Due(taken[i]));
        });
}
