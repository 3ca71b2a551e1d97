using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenBroTests(ITestOutputHelper output)
{
    [GoldenTheory]
    [InlineData("default_depth", true)]
    [InlineData("default_depth", false)]
    [InlineData("width64_single_task", true)]
    [InlineData("width64_single_task", false)]
    public void Networks_equal_the_reference(string name, bool wide)
    {
        var golden = BrcGolden.Open($"forward/{name}");
        var type = wide ? ScalarType.Float64 : ScalarType.Float32;
        var settings = BrcAgents.Settings(golden, 40);
        var kernels = DeviceKernels.For(CPU, type);
        using var agent = BrcAgents.Create(settings, type, host: true);
        BrcNames.Load(golden.File, "actor", agent.ActorParameters);
        BrcNames.Load(golden.File, "critic", agent.CriticParameters);
        var batch = new TransitionBatch(settings);
        golden.File["input/obs"].As<float>().CopyTo(batch.Observations);
        golden.File["input/actions"].As<float>().CopyTo(batch.Actions);
        float[] noise = [.. golden["input/eps"].Select(static x => (float)x)];
        agent.Batch.Fill(batch, noise, noise);
        double embedding = 0;
        if (agent.Embedding is { } tables)
        {
            BrcAgents.SetTasks(agent, golden.File["input/task_id"].As<int>());
            BrcNames.Load(golden.File, "critic", tables.Table);
            tables.Write();
            using var columns = agent.Batch.Input.SelectColumns(43, settings.EmbeddingSize);
            embedding = Golden.Largest(BrcGolden.Values(columns), golden["output/task_embedding"]);
        }

        using var gradient = new FlatParameters(agent.ActorParameters.Layout, type, CPU);
        using var online = SacNetworks.Critic(settings, kernels.Layers).Bind(agent.CriticParameters, agent.Batch.Input, null, null);
        using var policy = SacNetworks.Actor(settings, kernels.Layers).Bind(agent.ActorParameters, agent.Batch.State, gradient, null);
        using Matrix values = Matrix.Zeros(1, 40, 1, type, CPU), logProbability = Matrix.Zeros(1, 40, 1, type, CPU);
        online.Forward();
        kernels.Categorical(settings.Categorical!).Expectation(online.Output, values);
        double critic = Golden.Largest(BrcGolden.Values(online.Output), golden["output/critic_logits"]);
        double q = Golden.Largest(BrcGolden.Values(values), golden["output/q_value"]);
        policy.Forward();
        kernels.Sac.Sample(policy.Output, agent.Batch.Noise, agent.Batch.Action, logProbability, (settings.LogStdMin, settings.LogStdMax));
        using Matrix mean = policy.Output.SelectColumns(0, 4), logStd = policy.Output.SelectColumns(4, 4);
        double actor = new[]
        {
            Golden.Largest(BrcGolden.Values(mean), golden["output/actor_mean"]), Golden.Largest(BrcGolden.Values(logStd), golden["output/actor_log_std"]),
            Golden.Largest(BrcGolden.Values(agent.Batch.Action), golden["output/actor_action"]),
        }.Max();
        double log = Golden.Largest(BrcGolden.Values(logProbability), golden["output/actor_log_prob"]);
        output.WriteLine($"{name} {type}: embedding {embedding:g2}, logits {critic:g2}, Q {q:g2}, actor {actor:g2}, log-probability {log:g2}");
        Assert.InRange(Math.Max(Math.Max(embedding, critic), Math.Max(q, actor)), 0, wide ? 1e-12 : 1e-5);
        Assert.InRange(log, 0, wide ? 1e-11 : 3e-5);

        foreach (var (layer, one) in policy.Activations.Where(static pair => !pair.Key.EndsWith("hidden", StringComparison.Ordinal) && pair.Key != "input"))
            Assert.InRange(Golden.Largest(BrcGolden.Values(one), golden[$"activations/actor/BroNet_0/{BrcNames.Layer(layer)}"]), 0, 1e-5);
    }

    [GoldenTheory]
    [InlineData("bronet_depth0", 43, 0)]
    [InlineData("bronet_depth1", 55, 1)]
    [InlineData("bronet_depth2_final101", 59, 2)]
    public void A_torso_equals_the_reference(string name, int inputs, int depth)
    {
        var golden = BrcGolden.Open("forward/blocks");
        bool final = depth == 2;
        var head = new ValueHead(final ? 101 : 1, 1);
        var network = new BroNetwork(new NetworkSettings { Width = 32, Depth = depth }, new NetworkShape(inputs + 1, head.Outputs, 1, 1, 0), head, oneHot: false);
        using FlatParameters parameters = new(network.Layout, ScalarType.Float64, CPU), gradient = new(network.Layout, ScalarType.Float64, CPU);
        Load(golden, name, parameters);
        using var rows = golden.Matrix($"block/{name}/x", 1, 40, inputs, ScalarType.Float64);
        using var pass = network.Bind(parameters, rows, gradient, null);
        pass.Forward();
        var result = final ? pass.Output : pass.Activations[^1].Value;
        double error = Golden.Largest(BrcGolden.Values(result), golden[$"block/{name}/y"]);
        output.WriteLine($"{name}: {error:g2}");
        Assert.InRange(error, 0, 1e-12);
        foreach (var (layer, one) in pass.Activations.Where(static pair => pair.Key.StartsWith("block", StringComparison.Ordinal) && !pair.Key.EndsWith("hidden", StringComparison.Ordinal)))
            Assert.InRange(Golden.Largest(BrcGolden.Values(one), golden[$"block/{name}/act/{BrcNames.Layer(layer)}"]), 0, 1e-12);
    }

    [GoldenFact]
    public void A_block_and_an_embedding_equal_the_reference()
    {
        var golden = BrcGolden.Open("forward/blocks");
        var layout = new ParameterLayout(BroNetwork.BlockParameters("block_0", 32, 32), 1);
        using var parameters = new FlatParameters(layout, ScalarType.Float64, CPU);
        Load(golden, "bronet_block", parameters, "BronetBlock_0/");
        using var scope = NewDisposeScope();
        var run = new GraphRun(layout, [.. Enumerable.Range(0, layout.Parameters.Count).Select(parameters.View)], record: false);
        using var rows = golden.Matrix("block/bronet_block/x", 1, 40, 32, ScalarType.Float64);
        using var block = new Matrix(BroNetwork.Block(run, "block_0", rows.Tensor, new Activation(false)));
        double blockError = Golden.Largest(BrcGolden.Values(block), golden["block/bronet_block/y"]);

        using var table = new FlatParameters(TaskEmbedding.Layout(10, 16), ScalarType.Float64, CPU);
        table.View(0).copy_(tensor(golden["block/task_embedding/params/embeddings/embedding"]).view(1, 10, 16));
        using var embedding = new TaskEmbedding(new HostTaskKernels<double>(), table, null);
        long[] tasks = Array.ConvertAll(golden.File["block/task_embedding/x"].As<int>().ToArray(), static task => (long)task);
        using Matrix oneHot = new(nn.functional.one_hot(tensor(tasks), 10).to(ScalarType.Float64).unsqueeze(0)), columns = Matrix.Zeros(1, 40, 16, ScalarType.Float64, CPU);
        embedding.Write(oneHot, columns);
        double embeddingError = Golden.Largest(BrcGolden.Values(columns), golden["block/task_embedding/y"]);
        output.WriteLine($"block {blockError:g2}, embedding {embeddingError:g2}");
        Assert.InRange(Math.Max(blockError, embeddingError), 0, 1e-13);
    }

    [GoldenFact]
    public void Parameters_are_as_many_as_the_reference_has()
    {
        foreach (var size in BrcGolden.Json("param_counts").EnumerateObject())
        {
            int[] numbers = [.. System.Text.RegularExpressions.Regex.Matches(size.Name, "[0-9]+").Select(static match => int.Parse(match.Value))];
            var (tasks, criticWidth, actorWidth) = (numbers[0], numbers[1], numbers[2]);
            NetworkSettings Bro(int width, int depth) => new() { Architecture = "bro", Width = width, Depth = depth };
            var settings = new SacSettings
            {
                Tasks = tasks, TaskEmbedding = 32, Actor = Bro(actorWidth, 1), Critic = Bro(criticWidth, 2), Categorical = new CategoricalSupport(),
            };
            Assert.Equal(
                (size.Value.GetProperty("actor").GetInt64(), size.Value.GetProperty("critic_total_with_embedding").GetInt64()),
                ParameterMatching.Count(settings));
        }
    }

    private static void Load(BrcGolden golden, string name, FlatParameters parameters, string within = "")
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < parameters.Layout.Parameters.Count; i++)
        {
            string tensorName = $"block/{name}/params/{BrcNames.Layer(parameters.Layout.Parameters[i].Name)[within.Length..]}";
            if (!golden.File.Contains(tensorName)) continue;
            var view = parameters.View(i);
            view.copy_(tensor(golden[tensorName]).view(view.shape));
        }
    }
}
