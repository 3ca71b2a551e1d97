using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>What an update computes on its way, piece by piece with the same networks and kernels: actions, values, targets.</summary>
internal sealed class UpdateParts : IDisposable
{
    private const string Quantity = "actions, values, targets";

    private readonly GoldenFile _file;
    private readonly GoldenMachine _machine;
    private readonly UpdateBatch _batch;
    private readonly SacSettings _settings;
    private readonly RowGroups _rows;
    private readonly INetwork _actor, _critic;
    private readonly Owned _owned = new();
    private readonly Matrix _logProbability;
    private Matrix? _action;

    public UpdateParts(GoldenFile file, UpdateBatch batch, GoldenMachine machine)
    {
        (_file, _batch, _machine, _settings, _rows) = (file, batch, machine, batch.Settings, batch.Groups[0]);
        (_actor, _critic) = (SacNetworks.Actor(_settings, machine.Kernels.Layers), SacNetworks.Critic(_settings, machine.Kernels.Layers));
        _logProbability = _owned.Add(machine.Zeros(1, _rows.Rows, 1));
    }

    /// <summary>Compares what comes from the networks before the update.</summary>
    public void Before(MultiTaskSac agent, GoldenComparison comparison)
    {
        void Compare(string name, Matrix values) => comparison.Add(Quantity, _rows.Ungroup(values), _file[$"aux/{name}"]);
        using var mode = no_grad();
        Matrix next = _owned.Add(Rows("batch/next_observations")), now = _owned.Add(Rows("batch/observations"));
        var nextAction = Sample(agent.ActorParameters, next, "eps/next");
        Compare("next_action", nextAction);
        Compare("next_log_prob", _logProbability);
        var targets = Values(agent.TargetParameters, nextAction, next);
        Compare("target_q_next", targets);
        var predictions = Values(agent.CriticParameters, _owned.Add(Rows("batch/actions")), now);
        Compare("q_pred", predictions);

        using Matrix temperatures = agent.LogTemperatures.View("log_alpha", 1, 1, _settings.Tasks);
        using Matrix ofRows = new(temperatures.Tensor.exp().view(1, -1, 1).repeat_interleave(_rows.PerTask, 1));
        Compare("alpha_row", ofRows);
        // The kernel keeps its targets to itself, but the gradient of (Q - y)² tells y.
        using Matrix gradient = _machine.Zeros(_settings.Critics, _rows.Rows, 1), metrics = _machine.Zeros(1, 1, Metric.Count);
        _machine.Kernels.Sac.CriticLoss(
            predictions, targets, _logProbability, _owned.Add(Rows("batch/rewards")), _owned.Add(Rows("batch/dones")), temperatures, null,
            _settings.Gamma, _settings.RewardScale, gradient, metrics);
        using Matrix target = new((predictions.Tensor - (gradient.Tensor * (_settings.Critics * _rows.Rows / 2.0))).narrow(0, 0, 1).clone());
        Compare("td_target", target);

        Compare("actor_action", _action = Sample(agent.ActorParameters, now, "eps/actor"));
        Compare("actor_log_prob", _logProbability);
    }

    /// <summary>Compares what comes from the critics after it.</summary>
    public void After(MultiTaskSac agent, GoldenComparison comparison)
    {
        using var mode = no_grad();
        var values = Values(agent.CriticParameters, _action!, _owned.Add(Rows("batch/observations")));
        comparison.Add(Quantity, _rows.Ungroup(values), _file["aux/actor_q_with_updated_critic"]);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private Matrix Sample(FlatParameters parameters, Matrix observations, string noise)
    {
        var pass = _owned.Add(_actor.Bind(parameters, observations, null, null));
        pass.Forward();
        var action = _owned.Add(_machine.Zeros(1, _rows.Rows, _settings.ActionSize));
        _machine.Kernels.Sac.Sample(pass.Output, _owned.Add(Rows(noise)), action, _logProbability, (_settings.LogStdMin, _settings.LogStdMax));
        return action;
    }

    private Matrix Values(FlatParameters parameters, Matrix actions, Matrix observations)
    {
        var pass = _owned.Add(_critic.Bind(parameters, _owned.Add(new Matrix(cat([actions.Tensor, observations.Tensor], 2))), null, null));
        pass.Forward();
        return pass.Output;
    }

    private Matrix Rows(string name)
    {
        var tensor = _batch.Of(name, 0);
        return _machine.Matrix(_rows.Group(tensor, tensor.Columns), 1, _rows.Rows, tensor.Columns);
    }
}
