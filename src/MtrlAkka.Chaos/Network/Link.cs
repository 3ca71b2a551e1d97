using MtrlAkka.Numerics;

namespace MtrlAkka.Chaos.Network;

/// <summary>One direction between two nodes. Its weather may change at any time, from any thread.</summary>
/// <param name="from">Who sends.</param>
/// <param name="to">Who receives.</param>
/// <param name="random">Source of jitter and losses.</param>
public sealed class Link(string from, string to, CounterRandom random)
{
    /// <summary>The least time after which TCP sends a lost piece again (RFC 6298 says one second, Linux takes 200 ms).</summary>
    private static readonly TimeSpan Retransmission = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private LinkWeather _weather = LinkWeather.Fair;
    private TaskCompletionSource? _healed;
    private ulong _pieces;
    private long _bytes;

    /// <summary>Who sends.</summary>
    public string From => from;

    /// <summary>Who receives.</summary>
    public string To => to;

    /// <summary>Bytes that have passed.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What it does now.</summary>
    public LinkWeather Weather
    {
        get
        {
            lock (_gate) return _weather;
        }

        set
        {
            TaskCompletionSource? healed = null;
            lock (_gate)
            {
                _weather = value;
                if (!value.Cut) (healed, _healed) = (_healed, null);
            }

            healed?.SetResult();
        }
    }

    /// <summary>By how much the next piece comes later than it could.</summary>
    public TimeSpan Lateness()
    {
        lock (_gate)
        {
            if (_weather.Delay == TimeSpan.Zero && _weather.Jitter == TimeSpan.Zero && _weather.Loss == 0) return TimeSpan.Zero;
            ulong piece = _pieces++;
            var late = _weather.Delay + (_weather.Jitter * Unit(piece, 0));
            return Unit(piece, 1) < _weather.Loss ? late + Retransmission : late;
        }
    }

    /// <summary>Completes when something may pass.</summary>
    public Task OpenAsync()
    {
        lock (_gate)
        {
            if (!_weather.Cut) return Task.CompletedTask;
            _healed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _healed.Task;
        }
    }

    /// <summary>So many bytes have passed.</summary>
    public void Passed(int bytes) => Interlocked.Add(ref _bytes, bytes);

    private double Unit(ulong piece, uint index) => random.Below(1 << 24, piece, index) / (double)(1 << 24);
}
