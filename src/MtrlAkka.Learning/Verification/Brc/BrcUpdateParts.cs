using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>
/// What an update of BRC computes on its way, piece by piece with the same networks and kernels, and what it logs: actions,
/// logits, targets, losses, norms. A file has some of it, under <c>aux/</c> for one update and <c>per_step/</c> for several.
/// </summary>
internal sealed class BrcUpdateParts : IDisposable
{
    private readonly GoldenFile _file;
    private readonly GoldenMachine _machine;
    private readonly BrcBatch _batch;
    private readonly BrcNetworks _networks;
    private readonly MultiTaskSac _agent;
    private readonly CategoricalKernels _kernels;
    private readonly FlatParameters _oldActor;
    private readonly Dictionary<string, double[]> _values = [], _logged = [];

    public BrcUpdateParts(GoldenFile file, BrcBatch batch, GoldenMachine machine, MultiTaskSac agent)
    {
        (_file, _batch, _machine, _agent, _networks) = (file, batch, machine, agent, new BrcNetworks(file.Config));
        _kernels = machine.Kernels.Categorical(_networks.Support);
        _oldActor = machine.Parameters(agent.ActorParameters.Layout);
    }

    /// <summary>Computes what comes of the networks before an update.</summary>
    public void Before(int step)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        using var owned = new Owned();
        _oldActor.CopyFrom(_agent.ActorParameters);
        Matrix Column(string name) => owned.Add(_machine.Matrix(_batch.Of(name, step).Values, 1, _batch.Rows, 1));
        Tensor embedding = Embedding(owned, _agent.Embedding?.Table, step), next = Rows(owned, "batch/next_observations", step), now = Rows(owned, "batch/observations", step);
        var (action, log) = Act(owned, "next_actor_input", cat([next, embedding], 2), "eps/next", step);
        Keep("next_action", action.Tensor);
        Keep("next_log_prob", log.Tensor);
        var logits = Values(owned, _agent.TargetParameters, cat([action.Tensor, next, Embedding(owned, _agent.Embedding?.Target, step)], 2));
        Keep("next_q_logits", logits.Tensor);
        Keep("q_logits", Values(owned, _agent.CriticParameters, cat([Rows(owned, "batch/actions", step), now, embedding], 2)).Tensor);

        var alpha = owned.Add(_agent.LogTemperatures.View("log_alpha", 1, 1, 1));
        Matrix rewards = Column("batch/rewards"), masks = Column("batch/masks"), terminated = owned.Add(new Matrix(1 - masks.Tensor));
        Matrix target = owned.Add(_machine.Zeros(1, _batch.Rows, _networks.Support.Bins)), none = owned.Add(_machine.Zeros(1, _batch.Rows, 1));
        var cold = owned.Add(new Matrix(full([1, 1, 1], double.NegativeInfinity, _machine.Type, _machine.Device)));
        _kernels.Target(logits, none, none, none, cold, 1, 1, target);
        Keep("next_q_probs", target.Tensor);
        double gamma = _file.Config.Number("discount");
        _kernels.Target(logits, log, rewards, terminated, alpha, gamma, 1, target);
        Keep("target_probs", target.Tensor);
        _values["projected_position"] = BrcPlaces.Of(_kernels, _machine, rewards, log, terminated, alpha, gamma);
        double[] z = BrcNetworks.Values(_networks.Support), shares = _values["target_probs"];
        _values["q_value_target"] = [.. Enumerable.Range(0, _batch.Rows).Select(row => z.Select((value, bin) => value * shares[(row * z.Length) + bin]).Sum())];

        void Log(string name, double value) => _logged[name] = [value];
        Log("q_mean", _values["q_value_target"].Average());
        Log("q_min", _values["q_value_target"].Min());
        Log("q_max", _values["q_value_target"].Max());
        Log("r", GoldenMachine.Values(rewards.Tensor).Average());
        Log("temperature", Temperature());
        Log("actor_pnorm", GoldenMachine.Norm(_agent.ActorParameters));
        Log("critic_pnorm", GoldenMachine.Norm(_agent.CriticParameters, _agent.Embedding?.Table));
    }

    /// <summary>Computes what comes of the critics after it, and compares all that the file has.</summary>
    public void After(int step, GoldenComparison comparison)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        using var owned = new Owned();
        Tensor embedding = Embedding(owned, _agent.Embedding?.Table, step), now = Rows(owned, "batch/observations", step);
        var (action, log) = Act(owned, "actor_input", cat([now, embedding], 2), "eps/actor", step);
        Keep("actor_action", action.Tensor);
        Keep("actor_log_prob", log.Tensor);
        var logits = Values(owned, _agent.CriticParameters, cat([action.Tensor, now, embedding], 2));
        Keep("actor_q_logits_with_updated_critic", logits.Tensor);
        var values = owned.Add(_machine.Zeros(1, _batch.Rows, 1));
        _kernels.Expectation(logits, values);
        Keep("actor_q_values", values.Tensor);
        _values["temperature"] = [Temperature()];
        foreach (var (name, computed) in _values)
        {
            if (_file.Has($"aux/{name}")) comparison.Add("actions, logits, targets", computed, _file[$"aux/{name}"]);
            if (_file.Has($"per_step/{name}")) comparison.Add("actions, logits, targets", computed, _file[$"per_step/{name}"].Part(step, _batch.Steps));
        }

        foreach (var (name, norm) in new[]
        {
            ("actor", GoldenMachine.Norm(_agent.ActorParameters)), ("critic", GoldenMachine.Norm(_agent.CriticParameters, _agent.Embedding?.Table)), ("target", GoldenMachine.Norm(_agent.TargetParameters, _agent.Embedding?.Target)),
        })
            if (_file.Has($"norm/{name}")) comparison.Add("logged figures", [norm], _file[$"norm/{name}"].Part(step, _batch.Steps));
        CompareLog(step, comparison);
    }

    /// <inheritdoc/>
    public void Dispose() => _oldActor.Dispose();

    private void CompareLog(int step, GoldenComparison comparison)
    {
        var metrics = _agent.ReadMetrics();
        // An environment's step logs its last update alone.
        int lines = _file["log/critic_loss"].Values.Length, line = lines - _batch.Steps + step;
        foreach (var (name, value) in new[]
        {
            ("critic_loss", metrics.CriticLoss), ("actor_loss", metrics.ActorLoss), ("entropy", metrics.Entropy), ("temp_loss", metrics.TemperatureLoss),
            ("actor_gnorm", GoldenMachine.Norm(_agent.ActorOptimizer.Gradient)), ("critic_gnorm", GoldenMachine.Norm(_agent.CriticOptimizer.Gradient, _agent.Embedding?.Optimizer?.Gradient)),
        })
            _logged[name] = [value];
        foreach (var (name, value) in _logged)
            if (line >= 0) comparison.AddFigures("logged figures", value, _file[$"log/{name}"].Part(line, lines), _file.NativeDifference("logs_relative", name));
    }

    private (Matrix Action, Matrix LogProbability) Act(Owned owned, string name, Tensor rows, string noise, int step)
    {
        Keep(name, rows);
        var pass = owned.Add(_networks.Actor.Bind(_oldActor, owned.Add(new Matrix(rows)), null, null));
        pass.Forward();
        Matrix action = owned.Add(_machine.Zeros(1, _batch.Rows, _networks.Actions)), log = owned.Add(_machine.Zeros(1, _batch.Rows, 1));
        using Matrix eps = _machine.Matrix(_batch.Of(noise, step).Values, 1, _batch.Rows, _networks.Actions);
        _machine.Kernels.Sac.Sample(pass.Output, eps, action, log, _networks.Bounds);
        return (action, log);
    }

    private Matrix Values(Owned owned, FlatParameters parameters, Tensor rows)
    {
        var pass = owned.Add(_networks.Critic.Bind(parameters, owned.Add(new Matrix(rows)), null, null));
        pass.Forward();
        return pass.Output;
    }

    private Tensor Embedding(Owned owned, FlatParameters? table, int step)
    {
        var columns = owned.Add(_machine.Zeros(1, _batch.Rows, _networks.Embedding));
        if (table is null) return columns.Tensor;
        using var vectors = new TaskEmbedding(_machine.Kernels.Tasks, table, null);
        using var oneHot = _batch.OneHot(_machine, step);
        vectors.Write(oneHot, columns);
        return columns.Tensor;
    }

    private Tensor Rows(Owned owned, string name, int step)
    {
        var tensor = _batch.Of(name, step);
        return owned.Add(_machine.Matrix(tensor.Values, 1, _batch.Rows, tensor.Values.Length / _batch.Rows)).Tensor;
    }

    private void Keep(string name, Tensor value) => _values[name] = GoldenMachine.Values(value);

    private double Temperature() => Math.Exp(GoldenMachine.Values(_agent.LogTemperatures.Trained.Tensor)[0]);
}
