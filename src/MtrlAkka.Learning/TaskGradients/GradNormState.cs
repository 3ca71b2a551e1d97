using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// What GradNorm remembers of one network: <c>weights</c> of the tasks, 1 at first, their <c>adam_mean</c> and <c>adam_square</c>, and where
/// losses count the <c>first_losses</c>; each has as many numbers as there are tasks.
/// </summary>
internal sealed class GradNormState : IDisposable
{
    /// <summary>The state before the first update.</summary>
    public GradNormState(int tasks, bool losses, ScalarType type, Device device)
    {
        IEnumerable<string> moments = losses ? ["adam_mean", "adam_square", "first_losses"] : ["adam_mean", "adam_square"];
        var layout = new ParameterLayout(
            moments.Select(name => new ParameterSpec(name, [tasks], ParameterStart.Constant(0)))
                .Prepend(new ParameterSpec("weights", [tasks], ParameterStart.Constant(1))), 1);
        Values = new FlatParameters(layout, type, device);
        Values.Start(default);
        Matrix View(string name) => Values.View(name, 1, 1, tasks);
        (Weights, Mean, Square) = (View("weights"), View("adam_mean"), View("adam_square"));
        FirstLosses = losses ? View("first_losses") : null;
    }

    /// <summary>All of it, as it is stored.</summary>
    public FlatParameters Values { get; }

    /// <summary>[1, 1, tasks]; they sum to the number of tasks.</summary>
    public Matrix Weights { get; }

    /// <summary>First moment of their gradient.</summary>
    public Matrix Mean { get; }

    /// <summary>Second moment.</summary>
    public Matrix Square { get; }

    /// <summary>The losses at the first update; null where losses do not count.</summary>
    public Matrix? FirstLosses { get; }

    public void Dispose()
    {
        foreach (var view in new[] { Weights, Mean, Square }) view.Dispose();
        FirstLosses?.Dispose();
        Values.Dispose();
    }
}
