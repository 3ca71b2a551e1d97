using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Churn;

/// <summary>
/// Stands for the coordinator and the replay shard of two workers in other processes, and moves one environment after the other from
/// where it is to the other worker, with its state.
/// </summary>
internal sealed class ChurnClient : ReceiveActor
{
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly Queue<Pending> _waiting = new();
    private readonly AsyncStand _stand;
    private readonly PartAddress _shard;
    private readonly PartAddress[] _workers;
    private readonly IActorRef[] _hosts;
    private readonly MovingEnvironment[] _environments;
    private readonly ChurnCheck _check;
    private readonly TaskCompletionSource _ready;
    private Pending? _asked;
    private MovingEnvironment? _moving;

    public ChurnClient(AsyncStand stand, IActorRef[] hosts, int environments, ChurnCheck check, TaskCompletionSource ready)
    {
        (_stand, _hosts, _check, _ready) = (stand, hosts, check, ready);
        _shard = stand.Here(RunPart.Replay);
        _workers = [.. hosts.Select((_, peer) => stand.There(RunPart.Policy, peer))];
        _environments = [.. Enumerable.Range(0, environments).Select(index => new MovingEnvironment(index, index % hosts.Length))];
        Receive<Start>(_ => Assign([.. Enumerable.Range(0, hosts.Length)]));
        Receive<ClaimEnvironments>(claim => Tell(claim.Worker, [.. claim.Environments.Select(static key => key.Environment)], answer: true));
        Receive<AppendSteps>(Stepped);
        Receive<EnvironmentReleased>(Released);
        Receive<Pending>(pending =>
        {
            _waiting.Enqueue(pending);
            Move();
        });
        // What else a host tells a coordinator.
        ReceiveAny(static _ => { });
    }

    private void Move()
    {
        if (_asked is not null || !_ready.Task.IsCompleted || !_waiting.TryDequeue(out _asked)) return;
        _moving = _environments[_asked.Number % _environments.Length];
        _moving.Leaving = true;
        Assign([_moving.Worker]);
        // It leaves when its last step is in the replay.
        _moving.Inserted = _moving.Made;
        Tell(_workers[_moving.Worker], [_moving.Index], answer: false);
    }

    private void Released(EnvironmentReleased released)
    {
        if (_moving is not { Leaving: true } moving || released.Key != moving.Key) return;
        int from = moving.Worker;
        moving.Arrive(1 - from, released.State);
        Assign([from, moving.Worker]);
    }

    private void Stepped(AppendSteps append)
    {
        var steps = append.Steps;
        for (int i = 0; i < steps.Environments.Length; i++)
        {
            var environment = _environments[steps.Environments[i]];
            // What a former incarnation sent again is there already.
            if (steps.Incarnations[i] != environment.Key.Incarnation.Value || steps.Numbers[i] < environment.Made) continue;
            string? wrong = _check.Take(environment, steps.Numbers[i], steps.Rows.AsSpan(i * TransitionLayout.MetaWorld.RowLength, TransitionLayout.MetaWorld.RowLength));
            environment.Made++;
            if (environment == _moving && !environment.Leaving) Arrived(wrong);
            if (!environment.Leaving) continue;
            environment.Inserted = environment.Made;
            Tell(_workers[environment.Worker], [environment.Index], answer: false);
        }

        if (_environments.All(static environment => environment.Made > 0) && _ready.TrySetResult()) Move();
    }

    private void Arrived(string? wrong)
    {
        _asked?.End(wrong is null ? RequestOutcome.Right() : RequestOutcome.Wrong(wrong));
        (_asked, _moving) = (null, null);
        Move();
    }

    private void Assign(IReadOnlyList<int> workers)
    {
        var roster = _stand.NextRoster(null, _shard, _workers);
        foreach (int worker in workers)
        {
            EnvironmentLease[] leases = [.. _environments.Where(environment => environment.Worker == worker).Select(static environment => environment.Lease)];
            _flow.Send(_hosts[worker], _stand.Assign(roster, AsyncStand.Lease(_workers[worker]), leases), Self);
        }
    }

    private void Tell(PartAddress worker, IReadOnlyList<int> environments, bool answer) => _stand.RefOf(worker).Tell(new StepsInserted(
        0, _shard.Incarnation, [.. environments.Select(index => _environments[index]).Select(static one => new InsertMark(one.Index, one.Key.Incarnation, one.Inserted, one.Made))], answer));

    /// <summary>Gives each worker its environments.</summary>
    public sealed record Start;
}
