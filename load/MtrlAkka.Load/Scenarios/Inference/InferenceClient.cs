using System.Diagnostics;
using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Learning;
using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Load.Scenarios.Inference;

/// <summary>
/// Stands for the replay shard and the learner of a worker in another process: gives it weights, and lets each environment make its next
/// step by saying that the one before is in the replay.
/// </summary>
internal sealed class InferenceClient : ReceiveActor
{
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private readonly Queue<Pending> _waiting = new();
    private readonly InferenceCheck _check;
    private readonly AsyncStand _stand;
    private readonly PartAddress _shard, _worker;
    private readonly EnvironmentKey[] _environments;
    private readonly bool[] _come;
    private readonly TaskCompletionSource _ready;
    private Pending? _asked;
    private long _acknowledged, _bytes;
    private int _missing;
    private bool _idle;

    public InferenceClient(AsyncStand stand, EnvironmentKey[] environments, PolicyWeights weights, InferenceCheck check, TaskCompletionSource ready)
    {
        (_stand, _environments, _check, _ready) = (stand, environments, check, ready);
        (_shard, _worker) = (stand.Here(RunPart.Replay), stand.There(RunPart.Policy, 0));
        (_come, _missing) = (new bool[environments.Length], environments.Length);
        var learner = stand.Here(RunPart.Learner);
        Receive<ClaimEnvironments>(claim => Tell(claim.Environments, answer: true));
        Receive<WantWeights>(_ => _flow.Send(stand.RefOf(_worker), new PublishPolicy(learner.Incarnation.Value, new PolicyVersion(0, weights)), Self));
        Receive<AppendSteps>(Stepped);
        Receive<Pending>(pending =>
        {
            _waiting.Enqueue(pending);
            Ask();
        });
        // What the worker's host tells a coordinator.
        ReceiveAny(static _ => { });
    }

    private void Ask()
    {
        if (!_idle || !_waiting.TryDequeue(out _asked)) return;
        _idle = false;
        Array.Clear(_come);
        (_missing, _bytes) = (_come.Length, 0);
        _acknowledged++;
        Tell(_environments, answer: false);
    }

    private void Tell(IReadOnlyList<EnvironmentKey> environments, bool answer) => _stand.RefOf(_worker).Tell(
        new StepsInserted(0, _shard.Incarnation, [.. environments.Select(key => new InsertMark(key.Environment, key.Incarnation, _acknowledged, _acknowledged + (_come[key.Environment] ? 1 : 0)))], answer));

    private void Stepped(AppendSteps append)
    {
        var steps = append.Steps;
        _bytes += steps.Rows.Length * sizeof(float);
        for (int i = 0; i < steps.Environments.Length; i++)
        {
            // A step that comes again was asked for again; one beyond the next nobody allowed.
            if (steps.Numbers[i] > _acknowledged) _check.Notes.Add(FormattableString.Invariant($"environment {steps.Environments[i]} made step {steps.Numbers[i]} where {_acknowledged} was allowed"));
            if (steps.Numbers[i] != _acknowledged || _come[steps.Environments[i]]) continue;
            _come[steps.Environments[i]] = true;
            _check.Take(steps, i);
            _missing--;
        }

        if (_missing > 0 || _idle) return;
        _idle = true;
        long answered = Stopwatch.GetTimestamp();
        string? wrong = _check.Wrong(_acknowledged);
        _ready.TrySetResult();
        _asked?.End(wrong is null ? RequestOutcome.Right(_come.Length, _bytes, answered) : RequestOutcome.Wrong(wrong));
        _asked = null;
        Ask();
    }
}
