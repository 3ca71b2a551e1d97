using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Cluster.Chaos.Watching;

/// <summary>Pauses are told from when progress was seen.</summary>
public class ProgressLogTests
{
    [Fact]
    public void The_longest_pause_is_that_between_two_advances_that_touches_the_span()
    {
        var log = new ProgressLog();
        foreach (int second in new[] { 1, 2, 3, 10, 11, 30 }) log.Note(At(second), "run/1", second);
        Assert.Equal(At(7), log.LongestPause(At(4), At(12)));
        Assert.Equal(At(7), log.LongestPause(At(2), At(12)));
        Assert.Equal(At(2), log.LongestPause(At(0), At(3)));
        Assert.Equal(At(19), log.LongestPause(At(11), At(29)) + At(1));
        Assert.Equal(At(19), log.LongestPause(At(5), At(31)));
        Assert.Equal(2, log.AdvancesSince(At(10)));
    }

    [Fact]
    public void Where_a_life_begins_is_no_progress_and_a_step_back_is_none()
    {
        var log = new ProgressLog();
        log.Note(At(1), "run/1", 100);
        log.Note(At(2), "run/1", 101);
        log.Note(At(3), "run/2", 150);
        log.Note(At(4), "run/2", 150);
        log.Note(At(5), "run/2", 90);
        log.Note(At(6), "run/2", 91);
        Assert.Equal(2, log.Advances);
        Assert.Equal(At(4), log.LongestPause(At(2), At(6)));
        log.Idle(At(8));
        Assert.Equal(At(2), log.LongestPause(At(6), At(9)));
    }

    private static TimeSpan At(int second) => TimeSpan.FromSeconds(second);
}
