using System.Text.Json;
using System.Text.Json.Nodes;
using MtrlAkka.Learning.Verification;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Verification;

/// <summary>Files of the format in sizes that no golden file has: three tasks, observations of seven numbers, other widths, depths and experts.</summary>
public class OtherSizesTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Dictionary<string, object>> Networks = new()
    {
        ["VanillaNetworkConfig"] = new() { ["width"] = 11, ["depth"] = 4 },
        ["MultiHeadConfig"] = new() { ["width"] = 9, ["depth"] = 1 },
        ["SoftModulesConfig"] = new() { ["width"] = 10, ["depth"] = 4, ["module_width"] = 6, ["num_modules"] = 4, ["embedding_dim"] = 8 },
        ["PaCoConfig"] = new() { ["width"] = 8, ["depth"] = 2, ["num_parameter_sets"] = 7 },
        ["CAREConfig"] = new()
        {
            ["width"] = 12, ["depth"] = 2, ["num_experts"] = 5, ["embedding_dim"] = 6, ["encoder_width"] = 9, ["encoder_depth"] = 3, ["encoder_temperature"] = 0.7,
        },
        ["FiLMConfig"] = new() { ["width"] = 10, ["depth"] = 2, ["embedding_dim"] = 5, ["encoder_width"] = 7, ["encoder_depth"] = 3 },
        ["MOOREConfig"] = new() { ["width"] = 9, ["depth"] = 4, ["num_experts"] = 3 },
    };

    public static TheoryData<string> Classes => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_forward_is_computed_again(string name) => Passes(Agent(name, 1).Forward(), "forward");

    [Theory]
    [MemberData(nameof(Classes))]
    public void An_update_is_computed_again(string name) => Passes(Agent(name, 2).Update(), "update");

    [Theory]
    [InlineData("network.activation", "\"Tanh\"", "activation is Tanh")]
    [InlineData("network.use_bias", "false", "use_bias is false")]
    [InlineData("network.class", "\"TransformerConfig\"", "no architecture is known as TransformerConfig")]
    [InlineData("network.width", "10", "its configuration makes it [1, 10, 10]")]
    [InlineData("network.width", "0", "width must be at least 1")]
    [InlineData("network.width", "2.5", "network.width must be a whole number")]
    [InlineData("num_critics", "null", "config lacks num_critics")]
    [InlineData("squash_tanh", "false", "squash_tanh is false")]
    [InlineData("temperature_optimizer.max_grad_norm", "1", "the temperatures' gradients are clipped")]
    public void What_is_not_known_here_is_said(string entry, string value, string hint)
    {
        var made = Agent("MultiHeadConfig", 3).Forward();
        var description = JsonNode.Parse(made.Description.Element.GetRawText())!;
        string[] path = ["config", .. entry.Split('.')];
        var section = path[..^1].Aggregate(description, static (node, key) => node[key]!);
        section[path[^1]] = JsonNode.Parse(value);
        var report = Verify(new GoldenFile("made", JsonSerializer.SerializeToElement(description), made.Tensors));
        Assert.Equal(GoldenOutcome.NotUnderstood, report.Outcome);
        Assert.Contains(hint, report.Why, StringComparison.Ordinal);
    }

    private void Passes(GoldenFile file, string kind)
    {
        var report = Verify(file);
        output.WriteLine($"{report.Outcome} {report.Why}");
        foreach (var line in report.Lines)
            output.WriteLine($"{line.Quantity}, {line.Values} values: {line.Double?.Difference:g2} of {line.Double?.Limit:g2}, {line.Single?.Difference:g2} of {line.Single?.Limit:g2}");
        Assert.Equal((GoldenOutcome.Passed, kind), (report.Outcome, report.Kind));
        Assert.Empty(report.Unused);
    }

    private static PlainAgent Agent(string name, int seed) => new(Named(name), seed);

    private static Dictionary<string, object> Named(string name) => new(Networks[name]) { ["class"] = name };

    private static GoldenReport Verify(GoldenFile file) => new LearningVerifier(CPU).Verify(file);
}
