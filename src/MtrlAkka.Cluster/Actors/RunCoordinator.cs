using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Actors;

/// <summary>The persistent actor around a run's conductor: its journal, its messages and its time.</summary>
public sealed partial class RunCoordinator : ReceivePersistentActor, IWithTimers, IConductorHost
{
    private readonly IRunConductor _conductor;
    private readonly IActorRef _metrics;
    private readonly IActorRef _director = Context.Parent;
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly TimeSpan _journalPatience = Context.System.Settings.Config.GetTimeSpan("mtrl-journal-patience");

    /// <summary>A coordinator that begins as soon as its journal is read.</summary>
    /// <param name="run">The run.</param>
    /// <param name="configuration">Its effective configuration as HOCON.</param>
    /// <param name="metrics">Who collects its figures.</param>
    /// <param name="settle">How long nodes may come and go before the run is placed.</param>
    /// <param name="journal">Where it finds and keeps what was committed.</param>
    public RunCoordinator(RunContext run, string configuration, IActorRef metrics, TimeSpan settle, RunJournalPlugin journal)
    {
        _metrics = metrics;
        (PersistenceId, JournalPluginId, SnapshotPluginId) = (journal.PersistenceId, journal.JournalId, journal.SnapshotId);
        NodeTelemetry.Of(Context.System).Watch("coordinator", Self);
        _conductor = run.Settings.Async is null
            ? new RunConductor(run, configuration, metrics, settle, this)
            : new AsyncConductor(run, configuration, metrics, settle, this);
        Recover<IRunEvent>(_conductor.Record.Apply);
        Recover<SnapshotOffer>(offer => _conductor.Record.Restore((RunSnapshot)offer.Snapshot));
        CommandCompaction();
        Command<BulkLost>(lost => _conductor.On(LinkBroken.By(lost), Sender));
        CommandAny(message =>
        {
            if (!_conductor.On(message, Sender)) Unhandled(message);
        });
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How the director makes a run's coordinator.</summary>
    public static Props Props(RunContext run, string configuration, IActorRef metrics, TimeSpan settle, RunJournalPlugin journal) =>
        Akka.Actor.Props.Create(() => new RunCoordinator(run, configuration, metrics, settle, journal));

    void IConductorHost.Tell(IActorRef target, object message) => target.Tell(message);

    void IConductorHost.Send(IActorRef target, IBulkMessage message) => _flow.Send(target, message, Self);

    // While it persists it hears nothing else. A journal that never answers would hold the run for ever, without a word.
    void IConductorHost.Record<TEvent>(TEvent happened, Action<TEvent> then)
    {
        var (patience, director) = (_journalPatience, _director);
        var ended = new RunEnded(
            _conductor.Record.LastRound,
            Finished: false,
            _conductor.Evaluations,
            $"the run's journal has not answered for {patience.TotalSeconds} s; what was committed is kept, resume goes on from it") { Retry = true };
        var silence = Context.System.Scheduler.ScheduleTellOnceCancelable(patience, director, ended, Self);
        Persist(happened, persisted =>
        {
            silence.Cancel();
            then(persisted);
        });
    }

    void IConductorHost.Compute(Func<object> work, Func<Exception, object> failure) =>
        Task.Run(work).PipeTo(Self, Self, static result => result, failure);

    void IConductorHost.After(TimeSpan delay, string key, object message)
    {
        if (delay > TimeSpan.Zero) Timers.StartSingleTimer(key, message, delay);
        else Self.Tell(message);
    }

    void IConductorHost.Placed(IReadOnlyList<NodeEntry> nodes) => _director.Tell(new RunPlaced(nodes, _conductor.Record.Epoch));

    void IConductorHost.Report(object figure) => _metrics.Tell(figure);

    void IConductorHost.Log(bool error, string line) => _log.Log(error ? LogLevel.ErrorLevel : LogLevel.WarningLevel, line);

    /// <inheritdoc/>
    protected override void OnReplaySuccess()
    {
        _conductor.Begin();
        _director.Tell(new CoordinatorReady());
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        _conductor.Fail($"the run's journal cannot be read: {reason.Message}");

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        _conductor.Fail($"the run's journal cannot be written: {cause.Message.TrimEnd('.')}; what was committed is kept, resume goes on from it");

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        _conductor.Fail($"the run's journal refuses an event: {cause.Message}");
}
