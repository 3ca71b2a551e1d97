using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The parameters of several equal networks as a pass works on them, or their gradient: views [networks, …] into flat vectors.</summary>
public abstract class NetworkParameters
{
    /// <summary>What lies where in a flat vector.</summary>
    public abstract ParameterLayout Layout { get; }

    /// <summary>Networks that a pass computes.</summary>
    public abstract int Networks { get; }

    /// <summary>
    /// Networks whose matrix products go to the library in one call. A library may compute one product with other last
    /// bits when it comes with more of them, so this is part of a result.
    /// </summary>
    public abstract int NetworksPerCall { get; }

    /// <summary>A view of one parameter as [networks, rows, columns]; each network's elements lie side by side.</summary>
    internal abstract Matrix View(string name, int rows, int columns);

    /// <summary>A view of the parameter at an index in its own shape, [networks, …].</summary>
    internal abstract Tensor View(int index);
}
