using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Tests.Interchange;

/// <summary>docs/weights.md lists the arrays of every architecture as they are.</summary>
public class DocumentedNamesTests
{
    // Sizes that tell each other apart, and what the document calls them.
    private static readonly SacSettings Sizes = new()
    {
        Tasks = 11, ObservationSize = 23, ActionSize = 5, Critics = 2, Categorical = new CategoricalSupport(17, 10), Actor = Network(""), Critic = Network(""),
    };

    private static readonly Dictionary<long, string> Symbols = new()
    {
        [11] = "T", [23] = "S", [5] = "A", [10] = "2A", [34] = "S+T", [28] = "A+S", [39] = "A+S+T", [17] = "V", [67] = "W", [268] = "4W", [7] = "E", [13] = "K",
        [3] = "N", [9] = "N²", [71] = "M", [29] = "Z", [58] = "2Z", [31] = "H", [6] = "6",
    };

    [Fact]
    public void The_document_has_the_arrays_of_every_architecture()
    {
        string text = File.ReadAllText(Path.Join(Numpy.Root, "docs", "weights.md"));
        foreach (string architecture in NetworkSettings.Architectures)
        {
            string table = Table(architecture);
            Assert.True(text.Contains($"### {architecture}\n", StringComparison.Ordinal), $"docs/weights.md has no section {architecture}");
            Assert.True(text.Contains(table, StringComparison.Ordinal), $"the section {architecture} of docs/weights.md must have this table:\n\n{table}");
        }
    }

    // One line for the arrays of a layer, in the order of the file.
    private static string Table(string architecture)
    {
        var expected = StartingWeights.Expected(Sizes with { Actor = Network(architecture), Critic = Network(architecture) });
        ILookup<string, string> Of(string part, int skip) => expected.Where(spec => spec.Name.StartsWith($"{part}/", StringComparison.Ordinal)).ToLookup(
            spec => Layer(spec.Name[(part.Length + 1)..]).Layer,
            spec => $"{Layer(spec.Name).Array} [{string.Join(", ", spec.Shape.Skip(skip).Select(static length => Symbols[length]))}]");
        var (actor, critic, target) = (Of("actor", 0), Of("critic", 1), Of("target", 1));
        Assert.Equal(critic.SelectMany(static layer => layer), target.SelectMany(static layer => layer));
        string Cell(ILookup<string, string> network, string layer) => network.Contains(layer) ? string.Join(", ", network[layer]).Trim() : "–";
        return string.Concat(actor.Concat(critic).Select(static layer => layer.Key).Distinct()
            .Select(layer => $"| `{layer}` | {Cell(actor, layer)} | {Cell(critic, layer)} |\n")
            .Prepend("| | actor | critic |\n|---|---|---|\n"));
    }

    // layer_0/kernel is the array kernel of layer_0/; embedding stands alone.
    private static (string Layer, string Array) Layer(string name)
    {
        int slash = name.LastIndexOf('/');
        return name.EndsWith("/embedding", StringComparison.Ordinal) || slash < 0 ? (name, "") : (name[..(slash + 1)], name[(slash + 1)..]);
    }

    private static NetworkSettings Network(string architecture) => new()
    {
        Architecture = architecture, Width = 67, Depth = 2, LayerNorm = true, Experts = 7, Modules = 3, ModuleWidth = 71, ParameterSets = 13,
        EmbeddingSize = 29, EncoderWidth = 31, EncoderDepth = 2,
    };
}
