using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>Flat vectors of this project beside the parameters of a golden file of BRC's reference, name by name.</summary>
/// <param name="file">The file.</param>
internal sealed class BrcParameters(GoldenFile file)
{
    private readonly int _actions = file.Config.Count("action_dim"), _observations = file.Config.Count("obs_dim");

    /// <summary>Sets a vector from the file's parameters of a network such as <c>before/critic</c>.</summary>
    /// <exception cref="InvalidDataException">A parameter is missing or of another size.</exception>
    public void Load(string network, FlatParameters vector)
    {
        using var scope = NewDisposeScope();
        foreach (var (view, stored, swapped) in Pairs(network, vector))
        {
            var values = tensor(stored.Values).view(view.shape);
            view.copy_(swapped ? Swap(values, _observations, _actions) : values);
        }
    }

    /// <summary>Compares a vector with the file's.</summary>
    /// <param name="network">Such as <c>after/critic</c>.</param>
    /// <param name="vector">What was computed here.</param>
    /// <param name="quantity">Under what name the result is shown.</param>
    /// <param name="comparison">Where the differences go.</param>
    /// <param name="native">By how much the reference's own float32 run is off, absolute.</param>
    public void Compare(string network, FlatParameters vector, string quantity, GoldenComparison comparison, double native = 0)
    {
        using var scope = NewDisposeScope();
        foreach (var (view, stored, swapped) in Pairs(network, vector))
            comparison.Add(quantity, GoldenMachine.Values(swapped ? Swap(view, _actions, _observations) : view), stored, native);
    }

    private IEnumerable<(Tensor View, GoldenTensor Stored, bool Swapped)> Pairs(string network, FlatParameters vector)
    {
        for (int i = 0; i < vector.Layout.Parameters.Count; i++)
        {
            string name = vector.Layout.Parameters[i].Name;
            var view = vector.View(i);
            var stored = file[BrcNames.Parameter(network, name)];
            if (view.numel() != stored.Values.Length)
                throw new InvalidDataException($"'{stored.Name}' has {stored.Values.Length} numbers, and its configuration makes {view.numel()}");
            // There a critic's row begins with the observation, here with the action.
            yield return (view, stored, name == "input/kernel" && !BrcNames.IsActor(network));
        }
    }

    private static Tensor Swap(Tensor kernel, int first, int second) =>
        cat([kernel.narrow(1, first, second), kernel.narrow(1, 0, first), kernel.narrow(1, first + second, kernel.shape[1] - first - second)], 1);
}
