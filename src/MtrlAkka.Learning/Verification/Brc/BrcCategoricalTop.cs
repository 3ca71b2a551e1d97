using System.Text.Json;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>Supports whose topmost place rounds beyond the last bin, where the reference loses probability: here none is lost.</summary>
internal sealed class BrcCategoricalTop : GoldenKind
{
    /// <inheritdoc/>
    public override string Name => "categorical, topmost bin";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Tensors.Count == 0 && IsPairs(file, "float32") && IsPairs(file, "float64");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        foreach (var pair in file.Description.Element.GetProperty(machine.Wide ? "float64" : "float32").EnumerateArray())
        {
            var support = new CategoricalSupport(pair[0].GetInt32(), pair[1].GetDouble());
            using Matrix logits = machine.Zeros(1, 1, support.Bins), target = machine.Zeros(1, 1, support.Bins), zero = machine.Zeros(1, 1, 1);
            using Matrix reward = machine.Matrix([2 * support.Limit], 1, 1, 1);
            machine.Kernels.Categorical(support).Target(logits, zero, reward, zero, zero, 0.99, 1, target);
            double[] distribution = GoldenMachine.Values(target.Tensor);
            comparison.Add("topmost bin and sum", [distribution[^1], distribution.Sum()], [1, 1], GoldenPrecision.Double, scale: 1);
        }
    }

    private static bool IsPairs(GoldenFile file, string key) => file.Description.Has(key)
        && file.Description.Element.GetProperty(key) is { ValueKind: JsonValueKind.Array } pairs
        && pairs.EnumerateArray().All(static pair => pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2);
}
