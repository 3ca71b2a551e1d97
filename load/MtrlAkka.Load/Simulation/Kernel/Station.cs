namespace MtrlAkka.Load.Simulation.Kernel;

/// <summary>What a station is to do: so much computing, and what follows.</summary>
/// <param name="Seconds">Core-seconds of each thread.</param>
/// <param name="Done">Happens at the end.</param>
/// <param name="Threads">Threads that share the work.</param>
public readonly record struct Work(double Seconds, Action? Done = null, int Threads = 1);

/// <summary>
/// A queue that is served in order by a few threads: an actor with its mailbox has one, a dispatcher's pool several. What it
/// does takes time on its machine's cores.
/// </summary>
/// <param name="name">What it is.</param>
/// <param name="clock">The time.</param>
/// <param name="processor">Its machine.</param>
/// <param name="servers">Threads that serve it.</param>
public sealed class Station(string name, EventClock clock, Processor processor, int servers = 1)
{
    private readonly Queue<(Func<Work> Begin, double Came)> _waiting = new();
    private int _serving;
    private double _at;
    private double _busy;

    /// <summary>What it is.</summary>
    public string Name => name;

    /// <summary>Threads that serve it.</summary>
    public int Servers => servers;

    /// <summary>What it has done.</summary>
    public long Served { get; private set; }

    /// <summary>What waits.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>The most that ever waited.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>Seconds that all it has begun waited before.</summary>
    public double Waited { get; private set; }

    /// <summary>Thread-seconds for which it had something to do up to now; more than it computed where the cores were short.</summary>
    public double Busy
    {
        get
        {
            Advance();
            return _busy;
        }
    }

    /// <summary>Puts something at the end of the queue.</summary>
    /// <param name="begin">Says when its turn has come what there is to do.</param>
    public void Take(Func<Work> begin)
    {
        _waiting.Enqueue((begin, clock.Now));
        if (_serving < servers) Begin();
        MostWaiting = Math.Max(MostWaiting, _waiting.Count);
    }

    /// <summary>Puts something at the end of the queue.</summary>
    /// <param name="seconds">Core-seconds.</param>
    /// <param name="done">Happens at the end.</param>
    public void Take(double seconds, Action done) => Take(() => new Work(seconds, done));

    private void Begin()
    {
        var (begin, came) = _waiting.Dequeue();
        Advance();
        _serving++;
        Waited += clock.Now - came;
        var work = begin();
        processor.Compute(work.Seconds, work.Threads, () =>
        {
            Advance();
            _serving--;
            Served++;
            if (_waiting.Count > 0) Begin();
            work.Done?.Invoke();
        });
    }

    private void Advance()
    {
        _busy += _serving * (clock.Now - _at);
        _at = clock.Now;
    }
}
