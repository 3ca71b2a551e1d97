using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenForwardTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files =>
        ["multihead", "vanilla", "vanilla_layernorm_skip", "soft_modules", "soft_modules_d3m3", "paco", "care", "film", "moore"];

    [GoldenTheory]
    [MemberData(nameof(Files))]
    public void Acting_equals_the_reference(string name)
    {
        var golden = Golden.Open($"architectures/{name}");
        var settings = golden.Settings(40);
        using var agent = new MultiTaskSac(settings, 1, CPU);
        golden.Load(agent.ActorParameters, "actor/");
        using var policy = new PolicyNetwork(settings);
        policy.Load(agent.Policy());
        int[] tasks = [.. golden.File["input/task_id"].As<int>()];
        float[] inputs = golden.File["input/obs"].As<float>().ToArray(), observations = new float[tasks.Length * 39];
        for (int row = 0; row < tasks.Length; row++) inputs.AsSpan(row * (39 + settings.Tasks), 39).CopyTo(observations.AsSpan(row * 39));

        float[] actions = new float[tasks.Length * 4], noisy = new float[tasks.Length * 4], noise = new float[tasks.Length * 4];
        policy.Act(observations, tasks, [], actions);
        double error = Golden.Largest(Array.ConvertAll(actions, static x => (double)x), golden.File["output/actor_mode_action"].ToDoubles());
        Array.Fill(noise, 0.25f);
        policy.Act(observations, tasks, noise, noisy);
        double[] mean = golden.File["output/actor_mean"].ToDoubles(), logStd = golden.File["output/actor_log_std"].ToDoubles();
        double[] expected = [.. mean.Select((x, i) => Math.Tanh(x + (0.25 * Math.Exp(logStd[i]))))];
        double noisyError = Golden.Largest(Array.ConvertAll(noisy, static x => (double)x), expected);
        output.WriteLine($"{name}: tanh(mean) {error:g2}, with noise {noisyError:g2}");
        Assert.InRange(error, 0, 1e-5);
        Assert.InRange(noisyError, 0, 1e-5);
    }

    [GoldenTheory]
    [MemberData(nameof(Files))]
    public void Networks_and_their_activations_equal_the_reference(string name)
    {
        var golden = Golden.Open($"architectures/{name}");
        foreach (bool wide in new[] { false, true })
        {
            var type = wide ? ScalarType.Float64 : ScalarType.Float32;
            // The files' figures are rounded to float32.
            double tolerance = wide ? 1.2e-7 : 1e-5;
            foreach (bool actor in new[] { true, false })
            {
                var (outputs, activations) = Errors(golden, type, actor);
                output.WriteLine($"{name} {type} {(actor ? "actor" : "critic")}: output {outputs:g2}, activations {activations:g2}");
                Assert.InRange(outputs, 0, tolerance);
                Assert.InRange(activations, 0, tolerance);
            }
        }
    }

    private static (double Output, double Activations) Errors(Golden golden, ScalarType type, bool actor)
    {
        var settings = golden.Settings(40);
        string prefix = actor ? "actor/" : "critic/";
        var layers = DeviceKernels.For(CPU, type).Layers;
        var network = actor ? SacNetworks.Actor(settings, layers) : SacNetworks.Critic(settings, layers);
        using FlatParameters parameters = new(network.Layout, type, CPU), gradient = new(network.Layout, type, CPU);
        golden.Load(parameters, prefix);
        int[] tasks = [.. golden.File["input/task_id"].As<int>()];
        long[] order = [.. Enumerable.Range(0, tasks.Length).OrderBy(row => tasks[row]).Select(static row => (long)row)];
        Assert.All(tasks.CountBy(static task => task), group => Assert.Equal(tasks.Length / settings.Tasks, group.Value));
        using var scope = NewDisposeScope();
        Tensor File(string tensor) => Values(golden, tensor);
        var rows = actor ? File("input/obs") : cat([File("input/actions"), File("input/obs")], 1);
        using var input = new Matrix(rows.index_select(0, tensor(order)).to(type).unsqueeze(0));
        using var pass = network.Bind(parameters, input, gradient, null);
        using (no_grad()) pass.Forward();
        double Error(Matrix values, Tensor expected)
        {
            // A single network's figures lack the members' axis; experts have one of their own.
            expected = expected.view(values.Members, tasks.Length, -1).index_select(1, tensor(order));
            return Golden.Largest(values.Tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray(), expected.contiguous().data<double>().ToArray());
        }

        double worst = 0;
        string[] expected = [.. golden.File.Tensors.Select(static tensor => tensor.Name).Where(name => name.StartsWith($"activations/{prefix}", StringComparison.Ordinal))];
        Assert.Equal(expected.Length, pass.Activations.Count);
        foreach (var (layer, values) in pass.Activations)
        {
            string tail = $"/{GoldenNames.Activation(settings.Actor, layer)}";
            worst = Math.Max(worst, Error(values, File(expected.Single(name => name.EndsWith(tail, StringComparison.Ordinal)))));
        }

        return (Error(pass.Output, File(actor ? "output/actor_head_raw" : "output/critic_q")), worst);
    }

    private static Tensor Values(Golden golden, string name) => tensor(golden.File[name].ToDoubles()).view([.. golden.File[name].Shape]);
}
