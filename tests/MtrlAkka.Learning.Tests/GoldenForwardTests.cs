using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenForwardTests(ITestOutputHelper output)
{
    [GoldenTheory]
    [InlineData("multihead")]
    [InlineData("vanilla")]
    [InlineData("vanilla_layernorm_skip")]
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
}
