using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Reference;

/// <summary>Flat vectors of this project beside the parameters of a golden file, name by name.</summary>
internal static class ReferenceParameters
{
    /// <summary>Sets a network's vector from the file's parameters.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">Where they stand in it, such as <c>before/actor/</c>.</param>
    /// <param name="network">The network's settings, which decide the names.</param>
    /// <param name="vector">Filled.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another size.</exception>
    public static void Load(GoldenFile file, string prefix, NetworkSettings network, FlatParameters vector)
    {
        using var scope = NewDisposeScope();
        foreach (var (view, values) in Pairs(file, prefix, network, vector)) view.copy_(tensor(values.Values).view(view.shape));
    }

    /// <summary>Compares a vector with the file's.</summary>
    public static void Compare(
        GoldenFile file, string prefix, NetworkSettings network, FlatParameters vector, string quantity, GoldenComparison comparison)
    {
        using var scope = NewDisposeScope();
        foreach (var (view, values) in Pairs(file, prefix, network, vector)) comparison.Add(quantity, GoldenMachine.Values(view), values);
    }

    private static IEnumerable<(Tensor View, GoldenTensor Values)> Pairs(GoldenFile file, string prefix, NetworkSettings network, FlatParameters vector)
    {
        for (int i = 0; i < vector.Layout.Parameters.Count; i++)
        {
            var view = vector.View(i);
            var values = file.Find(prefix, $"/{ReferenceNames.Parameter(network, vector.Layout.Parameters[i].Name)}");
            long[] shape = [.. view.shape.SkipWhile(static length => length == 1)], stored = [.. values.Shape.SkipWhile(static length => length == 1)];
            if (!shape.SequenceEqual(stored))
                throw new InvalidDataException($"'{values.Name}' is [{string.Join(", ", values.Shape)}], and its configuration makes it [{string.Join(", ", view.shape)}]");
            yield return (view, values);
        }
    }
}
