using System.Diagnostics;
using Akka.Actor;
using HdrHistogram;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Learning;

namespace MtrlAkka.Load.Scenarios.Publishes;

/// <summary>
/// Stands for learner, coordinator and replay of workers in other processes, each with one environment: publishes a round's weights to all and
/// lets the round begin; it is done when each has acted with them.
/// </summary>
internal sealed class PublishClient : ReceiveActor
{
    private const long Epoch = 1;
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly Queue<Pending> _waiting = new();
    private readonly IActorRef[] _workers;
    private readonly PublishCheck _check;
    private readonly EnvironmentStepped?[] _steps;
    // By odd and even rounds: a node may say that it has the bytes after its worker has acted with them.
    private readonly (long Begun, int Nodes)[] _underway = new (long, int)[2];
    private Pending? _asked;
    private long _round;
    private int _prepared, _missing;

    public PublishClient(IActorRef[] workers, int[] environments, PublishCheck check, LongConcurrentHistogram arrivals, TaskCompletionSource ready)
    {
        (_workers, _check, _steps) = (workers, check, new EnvironmentStepped?[workers.Length]);
        Receive<Start>(_ =>
        {
            for (int i = 0; i < workers.Length; i++)
                _flow.Send(workers[i], new PreparePolicy(Epoch, i, 0, [environments[i]], [], [], [], [Self], Self), Self);
        });
        Receive<PartPrepared>(_ =>
        {
            if (++_prepared == workers.Length) ready.TrySetResult();
        });
        Receive<PartFailed>(failed => ready.TrySetException(new InvalidDataException(failed.Cause.Message)));
        Receive<Pending>(pending =>
        {
            _waiting.Enqueue(pending);
            Publish();
        });
        Receive<AppendRound>(append =>
        {
            var step = append.Steps[0];
            int worker = Array.IndexOf(environments, step.Environment);
            if (append.Round != _round || append.Steps.Count != 1 || worker < 0 || _steps[worker] is not null)
            {
                check.Notes.Add(FormattableString.Invariant($"round {append.Round} of environment {step.Environment} came in round {_round}: acted twice, or without leave"));
                return;
            }

            _steps[worker] = step;
            if (--_missing == 0) Complete();
        });
        Receive<Arrived>(arrived =>
        {
            ref var underway = ref _underway[arrived.Round % 2];
            if (--underway.Nodes == 0) arrivals.RecordValue(Math.Max(1, (long)Stopwatch.GetElapsedTime(underway.Begun).TotalNanoseconds));
        });
        Receive<BulkLost>(lost => check.Notes.Add(lost.Reason));
        // Episodes that end.
        ReceiveAny(static _ => { });
    }

    private void Publish()
    {
        if (_asked is not null || !_waiting.TryDequeue(out _asked)) return;
        Array.Clear(_steps);
        _missing = _workers.Length;
        _underway[_round % 2] = (Stopwatch.GetTimestamp(), _workers.Length);
        var publish = new PublishPolicy(Epoch, new PolicyVersion(_round, new PolicyWeights(_round, _check.WeightsOf(_round))));
        foreach (var worker in _workers)
        {
            _flow.Send(worker, publish, Self, new Arrived(_round));
            worker.Tell(new GrantRounds(Epoch, _round + 1, _round + 1));
        }
    }

    private void Complete()
    {
        long answered = Stopwatch.GetTimestamp();
        string? wrong = _check.Wrong(_round, _steps);
        _round++;
        _asked!.End(wrong is null ? RequestOutcome.Right(_workers.Length, _workers.Length * _check.Bytes, answered) : RequestOutcome.Wrong(wrong));
        _asked = null;
        Publish();
    }

    /// <summary>Gives each worker its environment.</summary>
    public sealed record Start;

    // A worker's node has the bytes.
    private sealed record Arrived(long Round) : IStaysInProcess;
}
