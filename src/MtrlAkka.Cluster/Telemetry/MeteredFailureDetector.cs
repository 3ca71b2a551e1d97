using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace MtrlAkka.Cluster.Telemetry;

/// <summary>
/// The cluster's failure detector (phi accrual) that also tells how long each heartbeat was in coming. One is late when it
/// comes more than an interval after it was due. <c>hocon/akka.conf</c> names this class.
/// </summary>
public sealed class MeteredFailureDetector : PhiAccrualFailureDetector
{
    private readonly TimeProvider _time;
    private readonly EventStream _events;
    private readonly TimeSpan _late;
    private long _last;

    /// <summary>Made by Akka from the configuration, one for each node that is watched.</summary>
    public MeteredFailureDetector(Config config, EventStream events)
        : this(config, events, TimeProvider.System)
    {
    }

    /// <summary>One with a clock of its own.</summary>
    internal MeteredFailureDetector(Config config, EventStream events, TimeProvider time)
        : base(config, events)
    {
        (_events, _time) = (events, time);
        _late = 2 * config.GetTimeSpan("heartbeat-interval");
    }

    /// <inheritdoc/>
    public override void HeartBeat()
    {
        long now = _time.GetTimestamp();
        long last = Interlocked.Exchange(ref _last, now);
        if (last != 0)
        {
            var gap = _time.GetElapsedTime(last, now);
            _events.Publish(new HeartbeatCame(gap.TotalSeconds, gap > _late));
        }

        base.HeartBeat();
    }
}
