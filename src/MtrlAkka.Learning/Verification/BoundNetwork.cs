namespace MtrlAkka.Learning.Verification;

/// <summary>A network with parameters of its own, bound to rows. Its pass keeps activations, so it is bound with gradients.</summary>
internal sealed class BoundNetwork : IDisposable
{
    private readonly FlatParameters _gradient;

    /// <summary>Binds a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="machine">What computes.</param>
    /// <param name="input">The rows; the caller's, and must live as long.</param>
    public BoundNetwork(INetwork network, GoldenMachine machine, Matrix input)
    {
        (Parameters, _gradient) = (machine.Parameters(network.Layout), machine.Parameters(network.Layout));
        Pass = network.Bind(Parameters, input, _gradient, null);
    }

    /// <summary>Zeros until they are set.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>The pass over the rows.</summary>
    public INetworkPass Pass { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pass.Dispose();
        _gradient.Dispose();
        Parameters.Dispose();
    }
}
