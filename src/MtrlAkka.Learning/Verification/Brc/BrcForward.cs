using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>BRC's actor and critics on given rows: embedding, logits, values, actions.</summary>
internal sealed class BrcForward : GoldenKind
{
    /// <inheritdoc/>
    public override string Name => "forward, BRC";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Config.Has("critic_depth_blocks") && file.Has("output/critic_logits") && file.Has("output/actor_mean");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        var networks = new BrcNetworks(file.Config);
        var parameters = new BrcParameters(file);
        int[] tasks = file["input/task_id"].ToInts();
        int rows = tasks.Length;
        using var mode = no_grad();
        using Matrix observations = machine.Matrix(file["input/obs"].Values, 1, rows, networks.Observations),
            actions = machine.Matrix(file["input/actions"].Values, 1, rows, networks.Actions),
            embedding = machine.Zeros(1, rows, networks.Embedding);
        using var table = machine.Parameters(networks.Table);
        if (networks.HasEmbedding)
        {
            parameters.Load("critic", table);
            using var vectors = new TaskEmbedding(machine.Kernels.Tasks, table, null);
            using var oneHot = machine.Matrix([.. tasks.SelectMany(task => Enumerable.Range(0, networks.Tasks).Select(one => one == task ? 1.0 : 0))], 1, rows, networks.Tasks);
            vectors.Write(oneHot, embedding);
            double[] values = GoldenMachine.Values(embedding.Tensor);
            comparison.Add("embedding", values, file["output/task_embedding"], file.NativeDifference("task_embedding"));
            comparison.Add("embedding", values, file["activations/critic/task_embedding"]);
        }

        using Matrix state = new(cat([observations.Tensor, embedding.Tensor], 2)), input = new(cat([actions.Tensor, observations.Tensor, embedding.Tensor], 2));
        using (var actor = new BoundNetwork(networks.Actor, machine, state))
        {
            parameters.Load("actor", actor.Parameters);
            actor.Pass.Forward();
            CompareActor(file, actor, networks, machine, comparison);
            CompareLayers(file, actor.Parameters, state.Tensor, networks.ActorDepth, comparison);
            if (!machine.Wide) CompareActing(file, networks, actor.Parameters, table, tasks, comparison);
        }

        using var critic = new BoundNetwork(networks.Critic, machine, input);
        parameters.Load("critic", critic.Parameters);
        critic.Pass.Forward();
        CompareCritic(file, critic.Pass.Output, networks, machine, comparison);
    }

    private static void CompareActor(GoldenFile file, BoundNetwork actor, BrcNetworks networks, GoldenMachine machine, GoldenComparison comparison)
    {
        var output = actor.Pass.Output;
        int size = networks.Actions, rows = output.Rows;
        void Compare(string quantity, Tensor values, string name) =>
            comparison.Add(quantity, GoldenMachine.Values(values), file[$"output/{name}"], file.NativeDifference(name));
        Compare("actor's output", output.Tensor.narrow(2, 0, size), "actor_mean");
        Compare("actor's output", output.Tensor.narrow(2, size, size), "actor_log_std");
        using Matrix noise = machine.Matrix(file["input/eps"].Values, 1, rows, size), action = machine.Zeros(1, rows, size), log = machine.Zeros(1, rows, 1);
        foreach (var (scale, name) in new[] { (0.0, "actor_mode_action"), (0.5, "actor_action_temp05"), (1.0, "actor_action") })
        {
            using Matrix scaled = new(noise.Tensor * scale);
            machine.Kernels.Sac.Sample(output, scaled, action, log, networks.Bounds);
            Compare("actions", action.Tensor, name);
        }

        Compare("log-probabilities", log.Tensor, "actor_log_prob");
    }

    private static void CompareLayers(GoldenFile file, FlatParameters parameters, Tensor rows, int depth, GoldenComparison comparison)
    {
        const string Actor = "activations/actor/", Quantity = "layers";
        void Compare(string name, Tensor value) => comparison.Add(Quantity, GoldenMachine.Values(value), file[Actor + name]);
        var run = BroLayers.Run(parameters);
        var features = rows;
        foreach (var (name, value) in BroLayers.Torso(run, rows, depth)) Compare($"BroNet_0/{name}".TrimEnd('/'), features = value);
        Compare("Dense_0", GraphLayers.Dense(run, "mean", features));
        var raw = GraphLayers.Dense(run, "log_std", features);
        Compare("Dense_1", raw);
        comparison.Add(Quantity, GoldenMachine.Values(raw), file["output/actor_log_std_raw"], file.NativeDifference("actor_log_std"));
    }

    private static void CompareCritic(GoldenFile file, Matrix logits, BrcNetworks networks, GoldenMachine machine, GoldenComparison comparison)
    {
        int rows = logits.Rows, bins = networks.Support.Bins;
        void Compare(string quantity, Tensor values, string name) =>
            comparison.Add(quantity, GoldenMachine.Values(values), file[$"output/{name}"], file.NativeDifference(name));
        Compare("critics' logits", logits.Tensor, "critic_logits");
        comparison.Add("critics' logits", GoldenMachine.Values(logits.Tensor), file["activations/critic/q_value_ensemble"], file.NativeDifference("critic_logits"));
        comparison.Add("support", BrcNetworks.Values(networks.Support), file["output/bins"], file.NativeDifference("bins"));

        var kernels = machine.Kernels.Categorical(networks.Support);
        using Matrix values = machine.Zeros(1, rows, 1), none = machine.Zeros(1, rows, 1), mixture = machine.Zeros(1, rows, bins);
        kernels.Expectation(logits, values);
        Compare("values", values.Tensor, "q_value");
        // A target without reward, discount and entropy is the mixture itself; a loss against nothing has the probabilities as its gradient.
        using Matrix cold = new(full([1, 1, 1], double.NegativeInfinity, machine.Type, machine.Device)), metrics = machine.Zeros(1, 1, Metric.Count);
        kernels.Target(logits, none, none, none, cold, 1, 1, mixture);
        Compare("probabilities", mixture.Tensor, "critic_probs_mean");
        using Matrix nothing = machine.Zeros(1, rows, bins), gradient = machine.Zeros(logits.Members, rows, bins);
        kernels.CriticLoss(logits, nothing, null, gradient, metrics);
        Compare("probabilities", (gradient.Tensor * rows).log(), "critic_log_probs");
    }

    // The policy that acts is another forward, of single rows on the host.
    private static void CompareActing(
        GoldenFile file, BrcNetworks networks, FlatParameters actor, FlatParameters table, int[] tasks, GoldenComparison comparison)
    {
        float[] weights = new float[actor.Layout.Length], vectors = new float[table.Layout.Length], outputs = new float[tasks.Length * 2 * networks.Actions];
        actor.Read(weights);
        table.Read(vectors);
        var forward = networks.HasEmbedding ? new EmbeddedForward(networks.ActingActor, networks.Table) : networks.ActingActor.CreateForward();
        using (forward as IDisposable)
        {
            forward.Load(networks.HasEmbedding ? [.. weights, .. vectors] : weights);
            forward.Forward(file["input/obs"].ToFloats(), tasks, outputs);
        }

        int size = networks.Actions;
        double[] Columns(int first) => [.. Enumerable.Range(0, tasks.Length * size).Select(i => (double)outputs[(i / size * 2 * size) + first + (i % size)])];
        comparison.Add("acting", Columns(0), file["output/actor_mean"], file.NativeDifference("actor_mean"));
        comparison.Add("acting", Columns(size), file["output/actor_log_std"], file.NativeDifference("actor_log_std"));
    }
}
