using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>Actor and critics of an architecture on given rows: outputs, hidden activations, and actions.</summary>
internal sealed class ArchitectureForward : GoldenKind
{
    /// <inheritdoc/>
    public override string Name => "forward";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Config.Has("network") && file.Has("output/actor_head_raw") && file.Has("output/critic_q");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        var settings = ReferenceSettings.Agent(file.Config, batchPerTask: 1);
        var observations = file["input/obs"];
        int[] tasks = RowGroups.TasksOf(observations, settings.Tasks);
        if (!tasks.SequenceEqual(file["input/task_id"].ToInts())) throw new InvalidDataException("the tasks of 'input/task_id' are not those of the one-hots");
        var rows = new RowGroups(tasks, settings.Tasks);
        int state = settings.ObservationSize + settings.Tasks;
        settings = settings with { BatchPerTask = rows.PerTask };
        using Matrix seen = machine.Matrix(rows.Group(observations, state), 1, rows.Rows, state),
            actions = machine.Matrix(rows.Group(file["input/actions"], settings.ActionSize), 1, rows.Rows, settings.ActionSize),
            both = new(cat([actions.Tensor, seen.Tensor], 2));

        using (var actor = new BoundNetwork(SacNetworks.Actor(settings, machine.Kernels.Layers), machine, seen))
        {
            Forward(file, actor, "actor", settings.Actor, rows, comparison);
            CompareActor(file, actor, settings, rows, machine, comparison);
            if (!machine.Wide) CompareActing(file, actor.Parameters, settings, tasks, comparison);
        }

        using var critic = new BoundNetwork(SacNetworks.Critic(settings, machine.Kernels.Layers), machine, both);
        Forward(file, critic, "critic", settings.Critic, rows, comparison);
        comparison.Add("critics' values", rows.Ungroup(critic.Pass.Output), file["output/critic_q"], file.NativeDifference("critic_q"));
    }

    private static void Forward(GoldenFile file, BoundNetwork network, string name, NetworkSettings settings, RowGroups rows, GoldenComparison comparison)
    {
        ReferenceParameters.Load(file, $"{name}/", settings, network.Parameters);
        using (no_grad()) network.Pass.Forward();
        if (!file.HasAny($"activations/{name}/")) return;
        foreach (var (layer, values) in network.Pass.Activations)
            comparison.Add("hidden activations", rows.Ungroup(values), file.Find($"activations/{name}/", $"/{ReferenceNames.Activation(settings, layer)}"));
    }

    private static void CompareActor(GoldenFile file, BoundNetwork actor, SacSettings settings, RowGroups rows, GoldenMachine machine, GoldenComparison comparison)
    {
        int size = settings.ActionSize;
        double native = file.NativeDifference("actor_mean");
        comparison.Add("actor's output", rows.Ungroup(actor.Pass.Output), file["output/actor_head_raw"], native);
        using Matrix mean = actor.Pass.Output.SelectColumns(0, size), raw = actor.Pass.Output.SelectColumns(size, size);
        comparison.Add("actor's output", rows.Ungroup(mean), file["output/actor_mean"], native);
        double[] logStd = Array.ConvertAll(rows.Ungroup(raw), value => Math.Clamp(value, settings.LogStdMin, settings.LogStdMax));
        comparison.Add("actor's output", logStd, file["output/actor_log_std"], native);
        using Matrix noise = machine.Zeros(1, rows.Rows, size), action = machine.Zeros(1, rows.Rows, size), log = machine.Zeros(1, rows.Rows, 1);
        machine.Kernels.Sac.Sample(actor.Pass.Output, noise, action, log, (settings.LogStdMin, settings.LogStdMax));
        comparison.Add("actions", rows.Ungroup(action), file["output/actor_mode_action"], native);
    }

    // The policy that acts is another forward, of single rows on the host.
    private static void CompareActing(GoldenFile file, FlatParameters parameters, SacSettings settings, int[] tasks, GoldenComparison comparison)
    {
        const float Noise = 0.25f;
        int size = settings.ActionSize, seen = settings.ObservationSize, state = seen + settings.Tasks;
        float[] weights = new float[parameters.Layout.Length], inputs = file["input/obs"].ToFloats();
        parameters.Read(weights);
        float[] observations = [.. Enumerable.Range(0, tasks.Length).SelectMany(row => inputs[(row * state)..((row * state) + seen)])];
        float[] actions = new float[tasks.Length * size], noisy = new float[actions.Length], noise = new float[actions.Length];
        Array.Fill(noise, Noise);
        using var policy = new PolicyNetwork(settings);
        policy.Load(new PolicyWeights(0, weights));
        policy.Act(observations, tasks, [], actions);
        policy.Act(observations, tasks, noise, noisy);
        comparison.Add("acting", Array.ConvertAll(actions, static x => (double)x), file["output/actor_mode_action"]);
        double[] mean = file["output/actor_mean"].Values, logStd = file["output/actor_log_std"].Values;
        double[] expected = [.. mean.Select((x, i) => Math.Tanh(x + (Noise * Math.Exp(logStd[i]))))];
        comparison.Add("acting", Array.ConvertAll(noisy, static x => (double)x), expected, GoldenPrecision.Single, scale: 1);
    }
}
