using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Inference;

/// <summary>Whether actions are those of the weights: computes some of them again, by the same plain classes in this process.</summary>
/// <param name="run">The run.</param>
/// <param name="weights">Weights that the worker acts with.</param>
/// <param name="environments">Its environments.</param>
internal sealed class InferenceCheck(RunContext run, PolicyWeights weights, EnvironmentKey[] environments) : IDisposable
{
    // Of so many requests one is computed again; all are held to what their environments observed before.
    private const int OneOf = 16;
    private static readonly TransitionLayout Layout = TransitionLayout.MetaWorld;
    private readonly ActingPolicy _policy = new(run);
    private readonly float[][] _rows = [.. environments.Select(static _ => new float[Layout.RowLength])];
    private readonly float[][] _next = [.. environments.Select(static _ => Array.Empty<float>())];
    private string? _broken;

    /// <summary>What was wrong besides single answers.</summary>
    public Complaints Notes { get; } = new();

    /// <summary>A step came.</summary>
    public void Take(StepRows steps, int index)
    {
        int environment = steps.Environments[index];
        float[] row = _rows[environment];
        steps.Rows.AsSpan(index * Layout.RowLength, Layout.RowLength).CopyTo(row);
        var observed = row.AsSpan(0, Layout.Observation);
        if (_next[environment].Length > 0 && !observed.SequenceEqual(_next[environment])) _broken = "an observation that does not follow from the one before";
        _next[environment] = row[Layout.NextObservationOffset..];
    }

    /// <summary>What is wrong with the steps of all environments; null: nothing that was looked at.</summary>
    /// <param name="number">Their number.</param>
    public string? Wrong(long number)
    {
        if (_broken is not null || number % OneOf != 0) return _broken;
        if (_policy.Version < 0) _policy.Load(weights);
        foreach (var key in environments) _policy.Observe(key.Environment, _rows[key.Environment][..Layout.Observation]);
        var actions = _policy.Act([.. environments.Select(key => new EnvironmentTurn(key, number, number < run.Settings.Learner.WarmStartRounds))]);
        for (int i = 0; i < environments.Length; i++)
        {
            var (action, row) = (actions[i], _rows[environments[i].Environment]);
            if (!row.AsSpan(Layout.ActionOffset, 4).SequenceEqual([action.X, action.Y, action.Z, action.Gripper])) return "an action that is not the policy's";
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _policy.Dispose();
}
