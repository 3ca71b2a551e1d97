namespace MtrlAkka.Load.Simulation.Kernel;

/// <summary>
/// The cores of a machine, shared equally by all threads that want one, as an operating system shares them in short slices: with more threads
/// than cores each gets its part of a core. Kept by the work that each thread has been given so far, so that one more
/// thread costs the logarithm of their number.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="cores">How many cores; above 0.</param>
public sealed class Processor(EventClock clock, double cores)
{
    private readonly PriorityQueue<Running, (double End, long Number)> _running = new();
    private double _used;
    private double _given;
    private double _at;
    private int _threads;
    private long _number;
    private long _plan;

    /// <summary>How many cores.</summary>
    public double Cores { get; } = cores > 0 ? cores : throw new ArgumentOutOfRangeException(nameof(cores), cores, "a machine has some core");

    /// <summary>Core-seconds that were used up to now.</summary>
    public double Used
    {
        get
        {
            Advance();
            return _used;
        }
    }

    // Core-seconds a second that each thread has.
    private double Speed => Math.Min(1, Cores / _threads);

    /// <summary>Computes.</summary>
    /// <param name="seconds">Core-seconds of each thread; at least 0.</param>
    /// <param name="threads">Threads that share the work and end together.</param>
    /// <param name="done">Happens at the end.</param>
    public void Compute(double seconds, int threads, Action done)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Advance();
        // Where nothing runs the sum begins anew, which keeps its digits.
        if (_threads == 0) _given = 0;
        _threads += threads;
        _running.Enqueue(new Running(threads, done), (_given + seconds, _number++));
        Plan();
    }

    private void Advance()
    {
        double passed = clock.Now - _at;
        _at = clock.Now;
        if (_threads == 0 || passed <= 0) return;
        _given += passed * Speed;
        _used += passed * Math.Min(_threads, Cores);
    }

    private void Plan()
    {
        long plan = ++_plan;
        if (!_running.TryPeek(out _, out var first)) return;
        clock.After(Math.Max(0, (first.End - _given) / Speed), () =>
        {
            // Somebody came meanwhile, and the plan is another.
            if (plan != _plan) return;
            Advance();
            _given = Math.Max(_given, first.End);
            List<Action> done = [];
            while (_running.TryPeek(out var ended, out var when) && when.End <= _given)
            {
                _running.Dequeue();
                _threads -= ended.Threads;
                done.Add(ended.Done);
            }

            Plan();
            foreach (var what in done) what();
        });
    }

    private readonly record struct Running(int Threads, Action Done);
}
