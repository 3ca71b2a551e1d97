using static TorchSharp.torch;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>Euclidean norms of parameters, gradients and updates by layer, and of a layer's features.</summary>
public static class Norms
{
    /// <summary>
    /// The norm of each layer's parameters, member by member. A layer is what shares the name before the last slash:
    /// <c>layer_0/kernel</c> and <c>layer_0/bias</c> are of <c>layer_0</c>; what is not trained does not count. A network's norm is the root of the sum of their squares.
    /// </summary>
    /// <param name="vector">One value for each parameter of <paramref name="layout"/>, on any device: [1, 1, length] or of another shape of as many elements.</param>
    /// <param name="layout">What lies where.</param>
    /// <returns>Layers in the layout's order with the norm of each member, [members].</returns>
    public static IReadOnlyList<KeyValuePair<string, double[]>> ByLayer(Tensor vector, ParameterLayout layout)
    {
        using var scope = NewDisposeScope();
        var flat = vector.view(-1);
        // What is not trained comes last.
        int trained = layout.Parameters.Count(static parameter => parameter.Trained);
        double[][] squares = [.. Enumerable.Range(0, trained).Select(i => Squares(flat, layout, i))];
        return [.. layout.Parameters
            .Take(trained)
            .Select(static (parameter, index) => (Layer: Layer(parameter.Name), Index: index))
            .GroupBy(static item => item.Layer)
            .Select(group => KeyValuePair.Create(
                group.Key,
                Enumerable.Range(0, layout.Members).Select(member => Math.Sqrt(group.Sum(item => squares[item.Index][member]))).ToArray()))];
    }

    /// <summary>The mean over a batch of the norm of a row of features, member by member.</summary>
    /// <param name="activations">[members, rows, units], float32 or float64, on any device.</param>
    public static double[] OfFeatures(Tensor activations)
    {
        using var scope = NewDisposeScope();
        return activations.to(ScalarType.Float64).square().sum(2).sqrt().mean([1]).cpu().data<double>().ToArray();
    }

    private static double[] Squares(Tensor flat, ParameterLayout layout, int index)
    {
        using var scope = NewDisposeScope();
        var part = flat.narrow(0, layout.Offset(index), layout.Parameters[index].Count * layout.Members).view(layout.Members, -1);
        return part.to(ScalarType.Float64).square().sum(1).cpu().data<double>().ToArray();
    }

    private static string Layer(string parameter) => parameter.LastIndexOf('/') is var slash and >= 0 ? parameter[..slash] : parameter;
}
