using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>
/// How many parameters actor and critics have. The file is a tree: a network's sizes stand in an entry <c>config</c> or in
/// the names on the way (<c>paco K=20</c>, <c>…_depth3</c>, a bare number for the width), and below are its counts by number of tasks.
/// </summary>
internal sealed partial class ParameterCounts : GoldenKind
{
    private const string Benchmark = "MT";

    /// <inheritdoc/>
    public override string Name => "parameter counts";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Tensors.Count == 0 && Counts(file.Description.Element, []).Any();

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        if (!machine.Wide) return;
        foreach (var (path, counts) in Counts(file.Description.Element, []))
        {
            var network = Network(path[..^1], out int tasks, path[^1].Name);
            var (actor, critic) = ParameterMatching.Count(new SacSettings { Tasks = tasks, Actor = network, Critic = network });
            comparison.Add(
                "actors and critics", [actor, critic], [counts.Number("actor"), counts.Number("critic_twin")], GoldenPrecision.Whole, scale: 1);
        }
    }

    private static IEnumerable<(JsonProperty[] Path, GoldenConfig Counts)> Counts(JsonElement element, JsonProperty[] path)
    {
        if (element.ValueKind != JsonValueKind.Object) yield break;
        if (path.Length > 1 && path[^1].Name.StartsWith(Benchmark, StringComparison.Ordinal) && element.TryGetProperty("critic_twin", out _))
        {
            yield return (path, new GoldenConfig(element, string.Join('.', path.Select(static entry => entry.Name))));
            yield break;
        }

        foreach (var entry in element.EnumerateObject())
            foreach (var found in Counts(entry.Value, [.. path, entry])) yield return found;
    }

    private static NetworkSettings Network(JsonProperty[] path, out int tasks, string benchmark)
    {
        if (!int.TryParse(benchmark.AsSpan(Benchmark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out tasks))
            throw new InvalidDataException($"'{benchmark}' does not say how many tasks there are");
        if (path[^1].Value.TryGetProperty("config", out var config)) return ReferenceSettings.Network(new GoldenConfig(config, $"{path[^1].Name}.config"));
        string name = Architecture().Match(path[^1].Name).Value;
        var network = NetworkSettings.Reference(name == "vanilla" ? "mlp" : name == "multihead" ? "multi-head" : name.Replace('_', '-'), tasks);
        foreach (Match size in path.SelectMany(static entry => Size().Matches(entry.Name)))
        {
            int value = int.Parse(size.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);
            network = size.Groups["name"].Value switch
            {
                "depth" => network with { Depth = value },
                "modules" => network with { Modules = value },
                "experts" => network with { Experts = value },
                "K" => network with { ParameterSets = value },
                _ => network with { Width = value },
            };
        }

        return network;
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)?")]
    private static partial Regex Architecture();

    // A whole name that is a number is a width.
    [GeneratedRegex("(?<name>depth|modules|experts|K|width)=?(?<value>[0-9]+)|^(?<value>[0-9]+)$")]
    private static partial Regex Size();
}
