namespace MtrlAkka.Replay;

/// <summary>What became of an insert.</summary>
public enum InsertOutcome
{
    /// <summary>The transition was stored.</summary>
    Inserted,

    /// <summary>It had been stored before, and was left out.</summary>
    Repeated,
}

/// <summary>A transition's place in the life of one environment copy.</summary>
/// <param name="Task">Global index of the task.</param>
/// <param name="Copy">Copy of the task's environment.</param>
/// <param name="Number">Insert number: transitions of that copy before this one, over all its episodes.</param>
public readonly record struct InsertKey(int Task, int Copy, long Number);

/// <summary>Transitions of an environment came with a hole between them: some were lost on the way.</summary>
/// <param name="environment">Which environment.</param>
/// <param name="expected">The insert number that was due.</param>
/// <param name="number">The insert number that came.</param>
public sealed class InsertGapException(string environment, long expected, long number) : InvalidOperationException(
    $"{environment} sent transition {number} where {expected} was due: {number - expected} were lost, so roll back to the last committed checkpoint")
{
    /// <summary>The insert number that was due.</summary>
    public long Expected { get; } = expected;

    /// <summary>The insert number that came.</summary>
    public long Number { get; } = number;
}

/// <summary>
/// Makes inserts idempotent: for each environment, which transition is due next. A message that was sent twice changes nothing,
/// and one that never came is noticed at the next.
/// </summary>
/// <param name="firstTask">Global index of the first task.</param>
/// <param name="tasks">Number of tasks.</param>
/// <param name="copies">Environment copies of each task.</param>
public sealed class InsertLedger(int firstTask, int tasks, int copies)
{
    private readonly long[] _next = new long[tasks * copies];

    /// <summary>The insert number due next of each environment: of each task, its copies.</summary>
    public ReadOnlySpan<long> Counters => _next;

    /// <summary>The insert number due next of one environment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such task or copy.</exception>
    public long Next(int task, int copy) => _next[Slot(task, copy)];

    /// <summary>Counts an insert, unless it is a repetition.</summary>
    /// <exception cref="InsertGapException">An earlier one is missing; nothing was counted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No such task or copy.</exception>
    public InsertOutcome Count(InsertKey key)
    {
        ref long next = ref _next[Slot(key.Task, key.Copy)];
        if (key.Number < next) return InsertOutcome.Repeated;
        if (key.Number > next) throw new InsertGapException($"environment {key.Copy} of task {key.Task}", next, key.Number);
        next++;
        return InsertOutcome.Inserted;
    }

    /// <summary>Takes saved counters.</summary>
    /// <exception cref="ArgumentException">They are of another number of environments.</exception>
    public void Restore(ReadOnlySpan<long> counters)
    {
        if (counters.Length != _next.Length)
            throw new ArgumentException($"{counters.Length} insert counters for {_next.Length} environments", nameof(counters));
        counters.CopyTo(_next);
    }

    private int Slot(int task, int copy)
    {
        if ((uint)(task - firstTask) >= (uint)tasks || (uint)copy >= (uint)copies)
        {
            throw new ArgumentOutOfRangeException(
                nameof(task), $"environment {copy} of task {task} is not here: tasks {firstTask} to {firstTask + tasks - 1} with {copies} each are");
        }

        return ((task - firstTask) * copies) + copy;
    }
}
