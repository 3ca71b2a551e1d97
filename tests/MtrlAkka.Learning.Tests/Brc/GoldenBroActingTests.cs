using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenBroActingTests(ITestOutputHelper output)
{
    [GoldenFact]
    public void Acting_with_an_embedding_equals_the_reference()
    {
        var golden = BrcGolden.Open("forward/default_depth");
        var head = new GaussianHead(4, (-10, 2), Math.Sqrt(2));
        int tasks = golden.Count("num_tasks"), size = golden.Count("embedding_size");
        var settings = new NetworkSettings { Width = golden.Count("actor_width"), Depth = golden.Count("actor_depth_blocks") };
        var network = new BroNetwork(settings, new NetworkShape(39 + size + tasks, head.Outputs, tasks, 1, 0), head, oneHot: false);
        var table = TaskEmbedding.Layout(tasks, size);
        using FlatParameters actor = new(network.Layout, ScalarType.Float32, CPU), embedding = new(table, ScalarType.Float32, CPU);
        BrcNames.Load(golden.File, "actor", actor);
        BrcNames.Load(golden.File, "critic", embedding);
        float[] first = new float[network.Layout.Length], second = new float[table.Length], outputs = new float[40 * 8];
        actor.Read(first);
        embedding.Read(second);

        using var forward = new EmbeddedForward(network, table);
        forward.Load([.. first, .. second]);
        forward.Forward(golden.File["input/obs"].As<float>(), golden.File["input/task_id"].As<int>(), outputs);
        double[] mean = golden["output/actor_mean"], logStd = golden["output/actor_log_std"];
        double[] expected = [.. Enumerable.Range(0, 40 * 8).Select(i => i % 8 < 4 ? mean[(i / 8 * 4) + (i % 8)] : logStd[(i / 8 * 4) + (i % 8) - 4])];
        double error = Golden.Largest(Array.ConvertAll(outputs, static x => (double)x), expected);
        output.WriteLine($"mean and log std {error:g2}");
        Assert.InRange(error, 0, 1e-5);
        Assert.Throws<ArgumentException>(() => forward.Load(first));
    }
}
