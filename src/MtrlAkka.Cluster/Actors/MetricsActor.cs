using Akka.Actor;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Telemetry;

namespace MtrlAkka.Cluster.Actors;

/// <summary>Collects a run's figures, shows them and puts them into its node's meter; a run does not wait for it.</summary>
public sealed class MetricsActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan ShowInterval = TimeSpan.FromMilliseconds(250);
    private readonly NodeMeter _node;

    /// <summary>An actor around a meter.</summary>
    public MetricsActor(RunMeter meter)
    {
        _node = NodeTelemetry.Of(Context.System);
        Receive<RoundCompleted>(completed =>
        {
            _node.Round.Set(completed.Round);
            meter.On(completed);
        });
        Receive<EpisodeCompleted>(meter.On);
        Receive<LearnerMetrics>(meter.On);
        Receive<PlasticityMeasured>(meter.On);
        Receive<EvaluationResult>(meter.On);
        Receive<CheckpointReport>(report =>
        {
            _node.Committed(report.Seconds, report.Bytes, report.NewBytes);
            if (report.Pause is { } pause) _node.Paused(pause);
            meter.On(report);
        });
        Receive<LifeBegan>(began =>
        {
            _node.Epoch.Set(began.Epoch);
            meter.On(began);
            _node.Quarantined = meter.Quarantined;
        });
        Receive<RunRolledBack>(rolledBack =>
        {
            _node.Rollbacks.Add();
            meter.On(rolledBack);
        });
        Receive<EnvironmentBroken>(broken =>
        {
            meter.On(broken);
            _node.Quarantined = meter.Quarantined;
        });
        Receive<PhaseChanged>(meter.On);
        Receive<Alarm>(meter.On);
        Receive<ShowNow>(_ => meter.Show());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How a node makes its collector.</summary>
    public static Props Props(RunMeter meter) => Akka.Actor.Props.Create(() => new MetricsActor(meter));

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("show", new ShowNow(), ShowInterval);

    /// <inheritdoc/>
    protected override void PostStop() => _node.RunLeft();

    private sealed record ShowNow;
}
