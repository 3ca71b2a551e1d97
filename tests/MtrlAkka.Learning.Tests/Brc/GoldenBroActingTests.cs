using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenBroActingTests(ITestOutputHelper output)
{
    [GoldenFact]
    public void Acting_with_an_embedding_equals_the_reference()
    {
        var golden = BrcGolden.Open("forward/default_depth");
        var settings = BrcAgents.Settings(golden, 40);
        using var agent = BrcAgents.Create(settings, ScalarType.Float32, host: true);
        BrcNames.Load(golden.File, "actor", agent.ActorParameters);
        BrcNames.Load(golden.File, "critic", agent.Embedding!.Table);
        float[] outputs = new float[40 * 8];
        var network = SacNetworks.Actor(settings, DeviceKernels.Torch.Layers);
        using var forward = new EmbeddedForward(network, CriticEmbedding.Layout(settings));
        forward.Load(agent.Policy().Values);
        forward.Forward(golden.File["input/obs"].As<float>(), golden.File["input/task_id"].As<int>(), outputs);
        double[] mean = golden["output/actor_mean"], logStd = golden["output/actor_log_std"];
        double[] expected = [.. Enumerable.Range(0, 40 * 8).Select(i => i % 8 < 4 ? mean[(i / 8 * 4) + (i % 8)] : logStd[(i / 8 * 4) + (i % 8) - 4])];
        double error = Golden.Largest(Array.ConvertAll(outputs, static x => (double)x), expected);
        output.WriteLine($"mean and log std {error:g2}");
        Assert.InRange(error, 0, 1e-5);
        Assert.Throws<ArgumentException>(() => forward.Load(new float[network.Layout.Length]));

        // The policy as it is published and restored, with the reference's noise.
        var published = PolicyWeights.FromState(settings, agent.Save());
        Assert.Equal(agent.Policy().Values, published.Values);
        using var policy = new PolicyNetwork(settings);
        policy.Load(published);
        float[] actions = new float[40 * 4];
        policy.Act(
            golden.File["input/obs"].As<float>(), golden.File["input/task_id"].As<int>(),
            Array.ConvertAll(golden["input/eps"], static x => (float)x), actions);
        double acting = Golden.Largest(Array.ConvertAll(actions, static x => (double)x), golden["output/actor_action"]);
        output.WriteLine($"actions {acting:g2}");
        Assert.InRange(acting, 0, 1e-5);
    }
}
