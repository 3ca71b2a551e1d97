using System.Text.Json;
using MtrlAkka.Learning.Verification;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Verification;

/// <summary>
/// Golden files of any sizes, made by plain networks and by an update of multi-task SAC that follows the formulas line by
/// line with autograd.
/// </summary>
/// <param name="network">The network as a golden file's configuration writes it.</param>
/// <param name="seed">Of everything random.</param>
internal sealed class PlainAgent(Dictionary<string, object> network, int seed)
{
    private const int Tasks = 3, Observations = 7, Actions = 2, Critics = 2;
    private const double Gamma = 0.9, Tau = 0.1, Entropy = -1.5, Rate = 1e-3, TemperatureRate = 2e-3, Clip = 0.5, Low = -5, High = 1;

    private readonly Random _random = new(seed);
    private readonly List<GoldenTensor> _tensors = [];

    /// <summary>Outputs on rows of tasks in any number and order.</summary>
    public GoldenFile Forward()
    {
        int[] tasks = [2, 0, 0, 1, 2, 0, 1];
        var (observations, oneHot, actions) = (Drawn(tasks.Length, Observations), OneHot(tasks), Drawn(tasks.Length, Actions));
        Keep("input/obs", cat([observations, oneHot], 1), GoldenPrecision.Single);
        Keep("input/actions", actions, GoldenPrecision.Single);
        _tensors.Add(new GoldenTensor("input/task_id", [tasks.Length], Array.ConvertAll(tasks, static task => (double)task), GoldenPrecision.Whole));
        var actor = Network(2 * Actions);
        PlainNetwork[] critics = [.. Enumerable.Range(0, Critics).Select(_ => Network(1))];
        var output = actor.Forward(observations, oneHot);
        var values = stack([.. critics.Select(critic => critic.Forward(cat([actions, observations], 1), oneHot))]);
        KeepParameters("actor/", [actor], false);
        KeepParameters("critic/", critics, true);
        Keep("output/actor_head_raw", output);
        Keep("output/actor_mean", output.narrow(1, 0, Actions));
        Keep("output/actor_log_std", output.narrow(1, Actions, Actions).clamp(Low, High));
        Keep("output/actor_mode_action", output.narrow(1, 0, Actions).tanh());
        Keep("output/critic_q", values);
        return File(0);
    }

    /// <summary>One update, from a fresh optimiser.</summary>
    public GoldenFile Update()
    {
        int[] tasks = [.. Enumerable.Range(0, 5 * Tasks).Select(static row => row % Tasks)];
        int rows = tasks.Length;
        Tensor Input(string name, Tensor values) => Keep(name, values, GoldenPrecision.Single);
        Tensor oneHot = OneHot(tasks), observations = Drawn(rows, Observations), next = Drawn(rows, Observations);
        Input("batch/observations", cat([observations, oneHot], 1));
        Input("batch/next_observations", cat([next, oneHot], 1));
        Tensor actions = Input("batch/actions", Drawn(rows, Actions)), rewards = Input("batch/rewards", Drawn(rows, 1)), noise = Input("eps/actor", Drawn(rows, Actions));
        Tensor ends = Input("batch/dones", (Drawn(rows, 1) > 0.5).to(ScalarType.Float64)), nextNoise = Input("eps/next", Drawn(rows, Actions));
        var logAlpha = Drawn(1, Tasks).view(Tasks).requires_grad_(true);
        var alpha = oneHot.matmul(logAlpha.exp().detach().view(Tasks, 1));
        var actor = Network(2 * Actions);
        PlainNetwork[] critics = [.. Enumerable.Range(0, Critics).Select(_ => Network(1))], targets = [.. Enumerable.Range(0, Critics).Select(_ => Network(1))];
        Tensor Values(PlainNetwork[] of, Tensor chosen, Tensor seen) => stack([.. of.Select(critic => critic.Forward(cat([chosen, seen], 1), oneHot))]);

        var (nextAction, nextLog) = Sample(actor, next, oneHot, nextNoise);
        var target = (rewards + ((1 - ends) * Gamma * (Values(targets, nextAction, next).amin([0]) - (alpha * nextLog)))).detach();
        var predicted = Values(critics, actions, observations);
        var criticLoss = (predicted - target).square().mean();
        KeepParameters("before/actor/", [actor], false);
        KeepParameters("before/critic/", critics, true);
        KeepParameters("before/target/", targets, true);
        Keep("before/alpha/params/log_alpha", logAlpha, GoldenPrecision.Single);
        double criticNorm = Step(criticLoss, [.. critics.SelectMany(static critic => critic.Parameters.Values)], Rate, Clip);
        KeepGradients("grad/critic/", critics, true);
        using (no_grad())
        {
            foreach (var (old, fresh) in targets.Zip(critics).SelectMany(static pair => pair.First.Parameters.Values.Zip(pair.Second.Parameters.Values)))
                old.copy_((Tau * fresh) + ((1 - Tau) * old));
        }

        var (action, log) = Sample(actor, observations, oneHot, noise);
        var actorLoss = ((alpha * log) - Values(critics, action, observations).amin([0])).mean();
        double actorNorm = Step(actorLoss, [.. actor.Parameters.Values], Rate, Clip);
        KeepGradients("grad/actor/", [actor], false);
        var temperatureLoss = (-oneHot.matmul(logAlpha.view(Tasks, 1)) * (log.detach() + Entropy)).mean();
        double temperatureNorm = Step(temperatureLoss, [logAlpha], TemperatureRate, double.PositiveInfinity);
        Keep("grad/alpha/params/log_alpha", logAlpha.grad!);
        KeepParameters("after/actor/", [actor], false, GoldenPrecision.Double);
        KeepParameters("after/critic/", critics, true, GoldenPrecision.Double);
        KeepParameters("after/target/", targets, true, GoldenPrecision.Double);
        Keep("after/alpha/params/log_alpha", logAlpha);
        foreach (var (name, value) in new (string, double)[]
        {
            ("log/losses.qf_loss", criticLoss.item<double>()), ("log/losses.qf_values", predicted.mean().item<double>()), ("log/losses.actor_loss", actorLoss.item<double>()),
            ("log/losses.alpha_loss", temperatureLoss.item<double>()), ("log/alpha", logAlpha.exp().sum().item<double>()),
            ("log/metrics.critic_grad_magnitude", criticNorm), ("log/metrics.actor_grad_magnitude", actorNorm),
            ("log/metrics.critic_params_norm", Norm(critics.SelectMany(static critic => critic.Parameters.Values))), ("log/metrics.actor_params_norm", Norm(actor.Parameters.Values)),
            ("norm/critic", criticNorm), ("norm/actor", actorNorm), ("norm/alpha", temperatureNorm),
        })
            _tensors.Add(new GoldenTensor(name, [1], [value], GoldenPrecision.Double));
        return File(1);
    }

    private static (Tensor Action, Tensor LogProbability) Sample(PlainNetwork actor, Tensor observations, Tensor oneHot, Tensor noise)
    {
        var output = actor.Forward(observations, oneHot);
        var logStd = output.narrow(1, Actions, Actions).clamp(Low, High);
        var action = (output.narrow(1, 0, Actions) + (logStd.exp() * noise)).tanh();
        var density = (-0.5 * noise.square()) - logStd - (0.5 * Math.Log(2 * Math.PI));
        return (action, (density - (1 - action.square()).log()).sum(1, keepdim: true));
    }

    // Adam's first step, behind a clip of the global norm; gives the norm before it.
    private static double Step(Tensor loss, IReadOnlyList<Tensor> parameters, double rate, double clip)
    {
        foreach (var one in parameters) one.grad?.zero_();
        loss.backward();
        double norm = Norm(parameters.Select(static one => one.grad!));
        using var mode = no_grad();
        foreach (var one in parameters)
        {
            var gradient = one.grad! * Math.Min(1, clip / norm);
            one.sub_(rate * gradient / (gradient.abs() + 1e-5));
        }

        return norm;
    }

    private GoldenFile File(int steps)
    {
        object Optimizer(double rate, double? clip) => new { lr = rate, optimizer = "Adam", max_grad_norm = clip };
        var description = new
        {
            config = new
            {
                num_tasks = Tasks, obs_dim = Observations, action_dim = Actions, gamma = Gamma, tau = Tau, target_entropy = Entropy, num_critics = Critics,
                use_task_weights = false, log_std_min = Low, log_std_max = High, steps, network = new Dictionary<string, object>(network) { ["optimizer"] = Optimizer(Rate, Clip) },
                temperature_optimizer = Optimizer(TemperatureRate, null),
            },
        };
        return new GoldenFile($"made/{network["class"]}", JsonSerializer.SerializeToElement(description), _tensors);
    }

    private PlainNetwork Network(int outputs) => new(network, Tasks, outputs, _random);

    private Tensor Drawn(int rows, int columns) =>
        tensor([.. Enumerable.Range(0, rows * columns).Select(_ => (double)(float)((2 * _random.NextDouble()) - 1))]).view(rows, columns);

    private static Tensor OneHot(int[] tasks) => nn.functional.one_hot(tensor(Array.ConvertAll(tasks, static task => (long)task)), Tasks).to(ScalarType.Float64);

    private Tensor Keep(string name, Tensor values, GoldenPrecision precision = GoldenPrecision.Double)
    {
        _tensors.Add(new GoldenTensor(name, values.shape, values.detach().contiguous().data<double>().ToArray(), precision));
        return values;
    }

    private void KeepParameters(string prefix, PlainNetwork[] members, bool axis, GoldenPrecision precision = GoldenPrecision.Single)
    {
        foreach (string name in members[0].Parameters.Keys)
            Keep($"{prefix}params/net/{name}", axis ? stack([.. members.Select(member => member.Parameters[name])]) : members[0].Parameters[name], precision);
    }

    private void KeepGradients(string prefix, PlainNetwork[] members, bool axis)
    {
        foreach (string name in members[0].Parameters.Keys)
            Keep($"{prefix}params/net/{name}", axis ? stack([.. members.Select(member => member.Parameters[name].grad!)]) : members[0].Parameters[name].grad!);
    }

    private static double Norm(IEnumerable<Tensor> tensors) => Math.Sqrt(tensors.Sum(static one => one.square().sum().item<double>()));
}
