using static TorchSharp.torch;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>A network's parameters before and after an update, and the gradient of it (before clipping), as a measurement keeps them.</summary>
internal sealed class NetworkCopy : IDisposable
{
    /// <summary>Room for a copy.</summary>
    /// <param name="network">Of what.</param>
    /// <param name="sparse">Whether it has a mask.</param>
    /// <param name="type">Elements.</param>
    /// <param name="device">Where.</param>
    public NetworkCopy(INetwork network, bool sparse, ScalarType type, Device device)
    {
        Network = network;
        FlatParameters Make() => new(network.Layout, type, device);
        (Before, After, Gradient) = (Make(), Make(), Make());
        if (sparse) Mask = Make();
    }

    /// <summary>Whose parameters they are.</summary>
    public INetwork Network { get; }

    /// <summary>Parameters before the update.</summary>
    public FlatParameters Before { get; }

    /// <summary>Parameters after the update.</summary>
    public FlatParameters After { get; }

    /// <summary>The update's gradient.</summary>
    public FlatParameters Gradient { get; }

    /// <summary>The connections of a sparse network after the update, or null.</summary>
    public FlatParameters? Mask { get; }

    public void Dispose()
    {
        Mask?.Dispose();
        Before.Dispose();
        After.Dispose();
        Gradient.Dispose();
    }
}
