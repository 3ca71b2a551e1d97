using System.Globalization;
using System.Text.RegularExpressions;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>How many parameters BRC's actor and critics have; an entry's name says of which sizes.</summary>
internal sealed partial class BrcParameterCounts : GoldenKind
{
    private const string Critics = "critic_total_with_embedding";
    private const int Observations = 39, Actions = 4, Embedding = 32, Bins = 101, Members = 2, ActorDepth = 1, CriticDepth = 2;

    /// <inheritdoc/>
    public override string Name => "parameter counts, BRC";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Tensors.Count == 0
        && file.Description.Element.ValueKind == System.Text.Json.JsonValueKind.Object
        && file.Description.Element.EnumerateObject().Any(entry => new GoldenConfig(entry.Value, entry.Name).Has(Critics));

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        if (!machine.Wide) return;
        foreach (var entry in file.Description.Element.EnumerateObject())
        {
            var counts = new GoldenConfig(entry.Value, entry.Name);
            if (!counts.Has(Critics)) continue;
            var sizes = Sizes().Match(entry.Name);
            if (!sizes.Success) throw new InvalidDataException($"'{entry.Name}' does not say of which sizes it is (T…_critic…_actor…)");
            int Size(string name) => int.Parse(sizes.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
            int tasks = Size("tasks"), columns = tasks > 1 ? Embedding : 0;
            long embedding = tasks > 1 ? TaskEmbedding.Layout(tasks, Embedding).Count : 0;
            long Count(int inputs, int width, int depth, NetworkHead head, int members) => new BroNetwork(
                new NetworkSettings { Width = width, Depth = depth }, new NetworkShape(inputs + columns + 1, head.Outputs, 1, members, 0), head, oneHot: false).Layout.Count;
            comparison.Add(
                "actors and critics",
                [
                    Count(Observations, Size("actor"), ActorDepth, new GaussianHead(Actions, (-10, 2), 1), 1),
                    Count(Actions + Observations, Size("critic"), CriticDepth, new ValueHead(Bins, 1), Members) + embedding,
                ],
                [counts.Number("actor"), counts.Number(Critics)], GoldenPrecision.Whole, scale: 1);
        }
    }

    [GeneratedRegex("^T(?<tasks>[0-9]+)_critic(?<critic>[0-9]+)_actor(?<actor>[0-9]+)$")]
    private static partial Regex Sizes();
}
