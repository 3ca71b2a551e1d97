using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Actors;

/// <summary>How the director takes the run that it is to lead, and what it does where another one has it.</summary>
public sealed partial class DirectorActor
{
    // So long may the one before, which the cluster has taken out, still hold the run; and so long may giving it back hold up this actor.
    private static readonly TimeSpan HeldPatience = TimeSpan.FromSeconds(30), GivingBack = TimeSpan.FromSeconds(2);

    private Task<RunLease>? _taking;
    private CancellationTokenSource? _leading;
    private string? _waiting;

    private void ReceiveLease()
    {
        Receive<LeaseTaken>(taken =>
        {
            if (taken.Taking != _taking || _open is null) return;
            _waiting = null;
            Begin(_open);
        });
        Receive<LeaseRefused>(refused =>
        {
            if (refused.Taking != _taking) return;
            Finish();
            Wait(refused.Why);
        });
        Receive<LeaseLost>(lost =>
        {
            if (lost.Taking != _taking || _open is not { } run) return;
            // The queue is the other one's too: nothing is taken out of it.
            Yield($"the run {run.Context.RunId} was taken over by {lost.Holder}: this director has stopped leading");
        });
        Receive<JournalOutOfReach>(away => _coordinator.Tell(away));
        Receive<RunTakenOver>(taken => _coordinator.Tell(taken));
    }

    private void Take(JournalLocation journal)
    {
        var self = Self;
        var leading = _leading = new CancellationTokenSource();
        var holder = LeaseHolder.Node(_settings.Self.Node);
        var taking = _taking = Task.Run(async () =>
        {
            journal.Prepare();
            return await RunLease.TakeAsync(
                journal, holder, HeldPatience, RunLease.DefaultTerm, why => self.Tell(new JournalOutOfReach(why)), leading.Token).ConfigureAwait(false);
        });
        taking.ContinueWith(
            taken =>
            {
                if (taken.Exception is { } error)
                {
                    self.Tell(new LeaseRefused(taking, error.GetBaseException().Message));
                    return;
                }

                if (taken.IsCanceled) return;
                self.Tell(new LeaseTaken(taking));
                taken.Result.Lost.ContinueWith(lost => self.Tell(new LeaseLost(taking, lost.Result)), TaskScheduler.Default);
            },
            TaskScheduler.Default);
    }

    // Also what is being taken is given back: whoever leads next must not wait for a lease that nobody uses.
    private void GiveBack()
    {
        if (_taking is not { } taking) return;
        _leading!.Cancel();
        _taking = null;
        GiveBackAsync(taking).Wait(GivingBack);
    }

    private static async Task GiveBackAsync(Task<RunLease> taking)
    {
        try
        {
            await (await taking.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It was not taken.
        }
    }

    private void Wait(string why)
    {
        _waiting = $"{why}; trying again";
        _log.Warning("{0}", _waiting);
        Timers.StartSingleTimer("lead", new RunSubmitted(), _pause.Take(Now));
    }

    private void Yield(string why)
    {
        _yielded = why;
        _log.Error("{0}", why);
        Finish();
    }

    private sealed record LeaseTaken(Task<RunLease> Taking);

    private sealed record LeaseRefused(Task<RunLease> Taking, string Why);

    private sealed record LeaseLost(Task<RunLease> Taking, string Holder);
}
