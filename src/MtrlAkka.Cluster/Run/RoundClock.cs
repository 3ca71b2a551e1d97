namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Counts a lockstep run's rounds: which are complete, how far they may go, and when all must stand still for a
/// checkpoint. A round is complete when every shard has its transitions and, after the warm start, its updates are done.
/// </summary>
public sealed class RoundClock
{
    private readonly EvaluationSchedule _evaluations;
    private readonly long _total;
    private readonly long _warmStart;
    private readonly long _interval;
    private readonly long[] _appended;
    private long _learned;
    private long _barrier;
    private readonly SortedSet<long> _evaluating = [];

    /// <summary>A clock that begins with <paramref name="round"/> rounds complete.</summary>
    /// <param name="total">Rounds of the run.</param>
    /// <param name="warmStart">Rounds without updates.</param>
    /// <param name="interval">Rounds between checkpoints.</param>
    /// <param name="evaluations">When the run evaluates.</param>
    /// <param name="shards">Replay shards.</param>
    /// <param name="round">Rounds that are complete.</param>
    public RoundClock(long total, long warmStart, long interval, EvaluationSchedule evaluations, int shards, long round)
    {
        _total = total;
        _warmStart = warmStart;
        _interval = interval;
        _evaluations = evaluations;
        _appended = new long[shards];
        Array.Fill(_appended, round);
        _learned = round;
        _barrier = NextBarrier(round);
    }

    /// <summary>Rounds that are complete.</summary>
    public long Completed
    {
        get
        {
            long appended = _appended.Min();
            return appended <= _warmStart ? appended : Math.Max(Math.Min(appended, _learned), _warmStart);
        }
    }

    /// <summary>First round that must not begin yet.</summary>
    public long Grant => Math.Min(_barrier, FirstDue);

    /// <summary>Whether all rounds up to the barrier are complete and no evaluation that is due there is missing.</summary>
    public bool AtBarrier => Completed == _barrier && FirstDue > _barrier;

    // An evaluation may begin in the very round by which the one before it is due: there can be two.
    private long FirstDue => _evaluating.Count == 0 ? long.MaxValue : _evaluations.Due(_evaluating.Min);

    /// <summary>A shard has all transitions of a round.</summary>
    /// <exception cref="InvalidOperationException">It is not the shard's next round.</exception>
    public void Appended(int shard, long round) => Advance(ref _appended[shard], round, "appended");

    /// <summary>All updates of a round are done.</summary>
    /// <returns>False where that was known.</returns>
    /// <exception cref="InvalidOperationException">Rounds before it are not learned.</exception>
    public bool Learned(long round)
    {
        if (_learned < _warmStart) _learned = _warmStart;
        if (!Advance(ref _learned, round, "learned")) return false;
        if (_evaluations.Takes(round + 1)) EvaluationTaken(round + 1);
        return true;
    }

    /// <summary>An evaluation of these rounds' weights is under way.</summary>
    public void EvaluationTaken(long round) => _evaluating.Add(round);

    /// <summary>The evaluation's result is there.</summary>
    public void Evaluated(long round) => _evaluating.Remove(round);

    /// <summary>Goes on from the barrier to the next one.</summary>
    public void Release() => _barrier = NextBarrier(_barrier);

    /// <summary>Makes <paramref name="round"/> the barrier: no round from there on has begun.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Rounds beyond it are complete, or it lies behind the barrier.</exception>
    public void StopAt(long round)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(round, Completed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(round, _barrier);
        _barrier = round;
    }

    private long NextBarrier(long round) => Math.Min(_total, ((round / _interval) + 1) * _interval);

    // One that comes again says nothing new.
    private static bool Advance(ref long counter, long round, string what)
    {
        if (round < counter) return false;
        if (round > counter) throw new InvalidOperationException($"round {round} was {what} where round {counter} is next");
        counter = round + 1;
        return true;
    }
}
