using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Actors;

/// <summary>How the director has runs led, one after the other, and by another coordinator where one failed.</summary>
public sealed partial class DirectorActor
{
    private readonly RestartPause _pause;
    private OpenRun? _open;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private Task _closing = Task.CompletedTask;
    private long _epoch;
    private Task<OpenRun>? _opening;
    private bool _stop;
    private bool _paused;
    private string? _problem;

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Close();
        // What is being opened would come to nobody, and keep the run from whoever leads next.
        _opening?.ContinueWith(static opened => opened.Result.Close().AsTask(), TaskContinuationOptions.OnlyOnRanToCompletion);
    }

    // What a failing coordinator knew may be wrong: it is over, and whether there is another one is decided here.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        _problem = $"the coordinator failed: {error.Message}";
        return Directive.Stop;
    });

    private void ReceiveRuns()
    {
        Receive<LeadNow>(_ => Lead());
        Receive<OpenRun>(Opened);
        Receive<CannotLead>(CannotBeLed);
        Receive<CoordinatorReady>(_ => Changed());
        Receive<SubmitRun>(Submit);
        Receive<RunEnded>(Ended);
        Receive<Terminated>(CoordinatorStopped);
        Receive<StopRun>(stop =>
        {
            _stop = true;
            _coordinator.Tell(stop);
        });
        Receive<CheckpointNow>(now => _coordinator.Tell(now));
        Receive<PauseRun>(pause =>
        {
            _paused = _queue.Names.Count > 0;
            _coordinator.Tell(pause);
        });
        Receive<ResumeRun>(resume =>
        {
            _paused = false;
            _coordinator.Tell(resume);
        });
        Receive<JournalOutOfReach>(away => _coordinator.Tell(away));
        Receive<RunTakenOver>(taken => _coordinator.Tell(taken));
    }

    private void Submit(SubmitRun submit)
    {
        try
        {
            Sender.Tell(new RunQueued(_queue.Submit(submit.Run)));
            Lead();
        }
        catch (Exception error) when (error is SettingsException or IOException or UnauthorizedAccessException)
        {
            Sender.Tell(new Declined(error.Message));
        }
    }

    private void Lead()
    {
        if (_open is not null || _opening is not null || _queue.Names.Count == 0) return;
        var (closing, self) = (_closing, Self);
        // Not on this actor's thread: a database that is away answers late, and nodes report here.
        _opening = Task.Run(() => OpenAsync(closing, self));
        _opening.PipeTo(Self, Self, static open => open, static error => new CannotLead(error));
    }

    private async Task<OpenRun> OpenAsync(Task closing, IActorRef self)
    {
        await closing.ConfigureAwait(false);
        return await _queue.OpenFirstAsync(self).ConfigureAwait(false);
    }

    private void Opened(OpenRun open)
    {
        (_open, _opening) = (open, null);
        var metrics = Context.ActorOf(MetricsActor.Props(open.Meter));
        _coordinator = Context.Watch(Context.ActorOf(RunCoordinator.Props(
            open.Context, open.Configuration, metrics, _settings.Settle, RunJournals.Install(Context.System, open.Journal))));
        if (_paused) _coordinator.Tell(new PauseRun());
        if (_stop) _coordinator.Tell(new StopRun());
    }

    // Someone else has the run, or its journal is away: that may pass. What is wrong with the run itself does not.
    private void CannotBeLed(CannotLead cannot)
    {
        _opening = null;
        string run = _queue.Names is [var first, ..] ? first : "";
        string line = $"the run {run} cannot be led: {cannot.Error.GetBaseException().Message}";
        if (_settings.Retry && cannot.Error.GetBaseException() is IOException or InvalidDataException)
        {
            Again(line);
            return;
        }

        _log.Error(cannot.Error, "{0}", line);
        if (run.Length > 0) _queue.Ended(new RunEnded(0, Finished: false, [], line));
        _paused = false;
        Self.Tell(new LeadNow());
    }

    private void Ended(RunEnded ended)
    {
        if (_open is null || !Sender.Equals(_coordinator)) return;
        Finish();
        if (ended.Retry && _settings.Retry)
        {
            Again($"the run {_queue.Names[0]}: {ended.Failure}");
            return;
        }

        (_stop, _paused, _problem) = (false, false, null);
        _queue.Ended(ended);
        Self.Tell(new LeadNow());
    }

    // It has not said how the run ended.
    private void CoordinatorStopped(Terminated stopped)
    {
        if (!stopped.ActorRef.Equals(_coordinator)) return;
        string line = _problem ?? "the coordinator has stopped; the log says why";
        Finish();
        if (_settings.Retry) Again(line);
        else _queue.Ended(new RunEnded(0, Finished: false, [], line));
    }

    private void Again(string line)
    {
        var pause = _pause.Take(Now);
        _problem = $"{line}; tried again every {pause.TotalSeconds} s";
        _log.Error("{0}", _problem);
        Timers.StartSingleTimer("lead", new LeadNow(), pause);
    }

    private void Finish()
    {
        foreach (var child in Context.GetChildren()) Context.Stop(Context.Unwatch(child));
        (_coordinator, _placed) = (ActorRefs.Nobody, []);
        Close();
    }

    private void Close()
    {
        if (_open is { } open) _closing = open.Close().AsTask();
        _open = null;
    }

    private ClusterStatus Status()
    {
        var names = _queue.Names;
        var nodes = _roster.Status(Now);
        return new ClusterStatus(
            _settings.Self.Node,
            nodes,
            _open is null ? null : RunProgress.Of(_open, nodes, _epoch),
            [.. names.Skip(_open is null ? 0 : 1)],
            _open is not null || _problem is null ? [] : [_problem]);
    }

    private sealed record LeadNow;

    private sealed record CannotLead(Exception Error);
}
