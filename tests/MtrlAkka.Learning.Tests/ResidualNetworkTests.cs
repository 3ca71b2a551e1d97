using System.Text.Json;
using MtrlAkka.Learning.Verification.Brc;
using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class ResidualNetworkTests
{
    private static readonly NetworkSettings Settings = new() { Width = 24, Depth = 2 };
    private static readonly NetworkShape Shape = new(9 + 3, 4, 3, 1, 0);

    public static TheoryData<string, bool> Networks => new() { { "bro", true }, { "bro", false }, { "simba", true }, { "simba", false } };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Acting_is_the_forward_of_training(string name, bool oneHot)
    {
        var network = Create(name, oneHot);
        using FlatParameters parameters = Started(network), gradient = new(network.Layout, ScalarType.Float32, CPU);
        using var rows = Rows();
        using var pass = network.Bind(parameters, rows, gradient, null);
        pass.Forward();
        var forward = network.CreateForward();
        float[] values = new float[network.Layout.Length], outputs = new float[6 * 4], observations = new float[6 * 9];
        parameters.Read(values);
        forward.Load(values);
        double[] input = Golden.Values(rows);
        for (int i = 0; i < observations.Length; i++) observations[i] = (float)input[(i / 9 * 12) + (i % 9)];
        forward.Forward(observations, [0, 0, 1, 1, 2, 2], outputs);
        (forward as IDisposable)?.Dispose();
        Assert.InRange(Golden.Largest(Array.ConvertAll(outputs, static x => (double)x), Golden.Values(pass.Output)), 0, 1e-5);
        Assert.Equal(2 * Settings.Depth + 1, pass.Activations.Count);
    }

    [Theory]
    [InlineData("bro")]
    [InlineData("simba")]
    public void The_one_hot_is_an_input_like_others(string name)
    {
        NetworkShape wide = Shape with { Inputs = 12 + 3 };
        GraphNetwork seen = Create(name, true), plain = name == "bro" ? new BroNetwork(Settings, wide, Head, false) : new SimbaNetwork(Settings, wide, Head, false);
        Assert.Equal(seen.Layout.Parameters.Select(static one => one.Name), plain.Layout.Parameters.Select(static one => one.Name));
        Assert.Equal(seen.Layout.Count, plain.Layout.Count);
        using var parameters = Started(seen);
        using var rows = Rows();
        using INetworkPass first = seen.Bind(parameters, rows, null, null), second = plain.Bind(parameters, rows, null, null);
        first.Forward();
        second.Forward();
        Assert.InRange(Golden.Largest(Golden.Values(first.Output), Golden.Values(second.Output)), 0, 1e-5);
    }

    [Fact]
    public void A_simba_block_is_the_papers()
    {
        var network = Create("simba", false);
        using var parameters = Started(network);
        using var rows = Rows();
        using var pass = network.Bind(parameters, rows, null, null);
        pass.Forward();
        using var scope = NewDisposeScope();
        Tensor At(string name) => parameters.View(network.Layout.Index(name))[0];
        Tensor Dense(Tensor x, string name) => x.matmul(At($"{name}/kernel")) + At($"{name}/bias");
        Tensor Norm(Tensor x, string name)
        {
            var centred = x - x.mean([-1], keepdim: true);
            return (centred / (centred.square().mean([-1], keepdim: true) + 1e-6).sqrt() * At($"{name}/scale")) + At($"{name}/shift");
        }

        var x = Dense(rows.Tensor[0].narrow(1, 0, 9), "input");
        for (int i = 0; i < 2; i++) x = x + Dense(Dense(Norm(x, $"block_{i}/norm"), $"block_{i}/layer_0").relu(), $"block_{i}/layer_1");
        using var expected = new Matrix(Dense(Norm(x, "norm"), "head").unsqueeze(0));
        Assert.InRange(Golden.Largest(Golden.Values(pass.Output), Golden.Values(expected)), 0, 1e-5);
    }

    [Fact]
    public void A_gaussian_head_keeps_the_deviation_in_its_range()
    {
        var head = new GaussianHead(2, (-10, 2), 1);
        var layout = new ParameterLayout(head.Parameters(3), 1);
        using var parameters = new FlatParameters(layout, ScalarType.Float64, CPU);
        using var scope = NewDisposeScope();
        var run = new GraphRun(layout, [.. Enumerable.Range(0, 4).Select(parameters.View)], record: false);
        parameters.View(layout.Index("log_std/bias")).copy_(tensor([-100.0, 100]));
        double[] row = head.Forward(run, zeros([1, 1, 1, 3], ScalarType.Float64)).data<double>().ToArray();
        Assert.Equal([0, 0, -10, 2], row);
    }

    [GoldenFact]
    public void A_bro_network_starts_as_the_reference_does()
    {
        using var actor = Started(new BroNetwork(Settings with { Depth = 1 }, Shape, new GaussianHead(4, (-10, 2), Math.Sqrt(2)), false));
        using var critic = Started(new BroNetwork(Settings, Shape with { Members = 2 }, new ValueHead(11, Math.Sqrt(2)), false));
        using var description = JsonDocument.Parse(File.ReadAllText(Path.Join(Golden.Folder, "..", "brc", "init_facts.json")));
        var facts = description.RootElement;
        foreach (var (network, vector) in new[] { ("actor", actor), ("critic", critic) })
        {
            for (int i = 0; i < vector.Layout.Parameters.Count; i++)
            {
                using var scope = NewDisposeScope();
                var fact = facts.GetProperty(BrcNames.Parameter(network, vector.Layout.Parameters[i].Name));
                var values = vector.View(i).to(ScalarType.Float64);
                if (fact.TryGetProperty("unique_values", out var unique))
                {
                    Assert.All(values.flatten().data<double>().ToArray(), value => Assert.Equal(unique[0].GetDouble(), value));
                    continue;
                }

                var gram = values.shape[1] < values.shape[2] ? values.bmm(values.transpose(1, 2)) : values.transpose(1, 2).bmm(values);
                var diagonal = gram.diagonal(dim1: 1, dim2: 2);
                Assert.Equal(fact.GetProperty("gram_diagonal(mean)")[0].GetDouble(), diagonal.mean().item<double>(), 6);
                Assert.InRange((gram - diag_embed(diagonal)).abs().max().item<double>(), 0, 1e-6);
            }
        }

        using var table = new FlatParameters(TaskEmbedding.Layout(50, 32), ScalarType.Float32, CPU);
        table.Start(new CounterRandom(1, 1));
        double expected = facts.GetProperty("critic/task_embedding/embeddings/embedding").GetProperty("expected_std_1_over_sqrt_features").GetDouble();
        using (NewDisposeScope()) Assert.InRange(table.View(0).std().item<float>() / expected, 0.95, 1.05);
    }

    private static ValueHead Head => new(4, 1);

    private static GraphNetwork Create(string name, bool oneHot) =>
        name == "bro" ? new BroNetwork(Settings, Shape, Head, oneHot) : new SimbaNetwork(Settings, Shape, Head, oneHot);

    private static FlatParameters Started(GraphNetwork network)
    {
        var parameters = new FlatParameters(network.Layout, ScalarType.Float32, CPU);
        parameters.Start(new CounterRandom(5, 2));
        return parameters;
    }

    // Six rows, two of each of three tasks: nine numbers and the one-hot.
    private static Matrix Rows()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        return new Matrix(cat([randn([6, 9], generator: generator), eye(3).repeat_interleave(2, 0)], 1).unsqueeze(0));
    }
}
