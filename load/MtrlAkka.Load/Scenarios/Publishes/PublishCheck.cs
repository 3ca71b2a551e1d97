using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;

namespace MtrlAkka.Load.Scenarios.Publishes;

/// <summary>Whether workers acted with the weights that were published for the round: computes some of their actions again.</summary>
/// <param name="run">The run.</param>
/// <param name="weights">Some weights that are told apart by what they do.</param>
/// <param name="environments">The environment of each worker.</param>
internal sealed class PublishCheck(RunContext run, IReadOnlyList<float[]> weights, int[] environments) : IDisposable
{
    private const int OneOf = 8;
    private readonly RoundPolicy _policy = new(run, static _ => { });
    private readonly float[]?[] _next = new float[]?[environments.Length];

    /// <summary>What was wrong besides single answers.</summary>
    public Complaints Notes { get; } = new();

    /// <summary>Bytes of the weights.</summary>
    public long Bytes => weights[0].Length * sizeof(float);

    public float[] WeightsOf(long round) => weights[(int)(round % weights.Count)];

    /// <summary>What is wrong with a round's steps, one of each worker; null: nothing that was looked at.</summary>
    public string? Wrong(long round, EnvironmentStepped?[] steps)
    {
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i]!.Transition is not { } row || row.Number != round) return "a step that is not the round's";
            if (_next[i] is { } next && !next.AsSpan().SequenceEqual(row.Observation)) return "an observation that does not follow from the one before";
            _next[i] = row.NextObservation;
        }

        if (round % OneOf != 0) return null;
        int worker = (int)(round / OneOf % steps.Length);
        _policy.Begin([environments[worker]], [new PolicyVersion(round, new PolicyWeights(round, WeightsOf(round)))]);
        _policy.Observe(0, steps[worker]!.Transition!.Observation);
        return _policy.Act(round)[0] == steps[worker]!.Transition!.Action ? null : "an action that is not that of the published weights";
    }

    /// <inheritdoc/>
    public void Dispose() => _policy.Dispose();
}
