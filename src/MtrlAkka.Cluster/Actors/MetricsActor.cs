using Akka.Actor;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Actors;

/// <summary>Collects a node's figures and shows them; a run does not wait for it.</summary>
public sealed class MetricsActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan ShowInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>An actor around a meter.</summary>
    public MetricsActor(RunMeter meter)
    {
        Receive<RoundCompleted>(meter.On);
        Receive<EpisodeCompleted>(meter.On);
        Receive<LearnerMetrics>(meter.On);
        Receive<PlasticityMeasured>(meter.On);
        Receive<EvaluationResult>(meter.On);
        Receive<CheckpointReport>(meter.On);
        Receive<PhaseChanged>(meter.On);
        Receive<Alarm>(meter.On);
        Receive<ShowNow>(_ => meter.Show());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How a node makes its collector.</summary>
    public static Props Props(RunMeter meter) => Akka.Actor.Props.Create(() => new MetricsActor(meter));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Alarm));
        Timers.StartPeriodicTimer("show", new ShowNow(), ShowInterval);
    }

    private sealed record ShowNow;
}
