using System.Text.Json;

namespace MtrlAkka.Learning.Tests;

public class ParameterMatchingTests
{
    [GoldenTheory]
    [InlineData("default_config")]
    [InlineData("paper_config")]
    [InlineData("width_scaling_depth3")]
    public void Counts_equal_the_reference(string part)
    {
        var file = JsonDocument.Parse(File.ReadAllText(Path.Join(Golden.Folder, "param_counts.json"))).RootElement;
        int counts = 0;
        foreach (var entry in file.GetProperty(part).EnumerateObject())
        {
            IEnumerable<(NetworkSettings Network, JsonElement Counts)> networks = part switch
            {
                "default_config" => [(GoldenNames.Network(entry.Value.GetProperty("config")), entry.Value)],
                "paper_config" => [(Paper(entry.Name), entry.Value)],
                _ => entry.Value.EnumerateObject().Select(one => (Scaled(one.Name, int.Parse(entry.Name)), one.Value)),
            };
            foreach (var (network, values) in networks)
            {
                foreach (var benchmark in values.EnumerateObject().Where(static one => one.Name.StartsWith("MT", StringComparison.Ordinal)))
                {
                    var (actor, critic) = ParameterMatching.Count(Settings(network, int.Parse(benchmark.Name[2..])));
                    Assert.Equal((benchmark.Name, benchmark.Value.GetProperty("actor").GetInt64()), (benchmark.Name, actor));
                    Assert.Equal((benchmark.Name, benchmark.Value.GetProperty("critic_twin").GetInt64()), (benchmark.Name, critic));
                    counts++;
                }
            }
        }

        Assert.Equal(part switch { "default_config" => 21, "paper_config" => 4, _ => 36 }, counts);
    }

    [Theory]
    [InlineData("multi-head")]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    [InlineData("care")]
    [InlineData("film")]
    [InlineData("moore")]
    [InlineData("bro")]
    [InlineData("simba")]
    public void The_width_found_is_the_nearest(string architecture)
    {
        SacSettings At(int width) => Settings(new NetworkSettings { Architecture = architecture, Width = width }, 10);
        long Total(int width) => ParameterMatching.Count(At(width)) is var (actor, critic) ? actor + critic : 0;
        foreach (int width in new[] { 1, 2, 77, 400 })
        {
            Assert.Equal(width, ParameterMatching.Width(At(9), Total(width)));
            long between = Total(width) + ((Total(width + 1) - Total(width)) / 2);
            Assert.Equal(width, ParameterMatching.Width(At(9), between));
            Assert.Equal(width + 1, ParameterMatching.Width(At(9), between + 1));
        }

        Assert.Equal(1, ParameterMatching.Width(At(9), 1));
        Assert.Throws<ArgumentException>(() => ParameterMatching.Width(At(9), 0));
    }

    [Fact]
    public void Usual_values_depend_on_the_number_of_tasks()
    {
        NetworkSettings ten = NetworkSettings.Reference("soft-modules", 10), fifty = NetworkSettings.Reference("soft-modules", 50);
        Assert.Equal((256, 2, 2, 256, 400), (ten.Width, ten.Depth, ten.Modules, ten.ModuleWidth, ten.EmbeddingSize));
        Assert.Equal((4, 4), (fifty.Depth, fifty.Modules));
        Assert.Equal((4096, 2), NetworkSettings.Reference("bro", 10) is var bro ? (bro.Width, bro.Depth) : default);
        Assert.Equal((6, 10), (NetworkSettings.Reference("care", 10).Experts, NetworkSettings.Reference("care", 50).Experts));
        Assert.Equal((4, 6), (NetworkSettings.Reference("moore", 10).Experts, NetworkSettings.Reference("moore", 50).Experts));
        Assert.Equal((5, 20), (NetworkSettings.Reference("paco", 10).ParameterSets, NetworkSettings.Reference("paco", 50).ParameterSets));
        Assert.Equal((50, 50, 2), NetworkSettings.Reference("film", 10) is var film ? (film.EmbeddingSize, film.EncoderWidth, film.EncoderDepth) : default);
    }

    // The paper's sizes are the usual ones with 50 tasks.
    private static NetworkSettings Paper(string name) => NetworkSettings.Reference(name.Split(' ')[0].Replace('_', '-'), 50);

    private static NetworkSettings Scaled(string name, int width) =>
        new() { Architecture = name == "vanilla" ? "mlp" : "multi-head", Width = width, Depth = 3 };

    private static SacSettings Settings(NetworkSettings network, int tasks) => new() { Tasks = tasks, Actor = network, Critic = network };
}
