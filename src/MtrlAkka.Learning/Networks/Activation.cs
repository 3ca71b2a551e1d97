using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// What a network has in the place of every ReLU. <c>relu</c>: ReLU itself. <c>crelu</c>: concatenated ReLU, [relu(x), relu(-x)]
/// (Shang et al., arXiv 1603.05201; against loss of plasticity Abbas et al., arXiv 2303.07507): a unit gives two features, of
/// which one is alive wherever its input is not 0, and the following layer has twice the inputs.
/// </summary>
/// <param name="concatenated">Whether it is <c>crelu</c>.</param>
internal sealed class Activation(bool concatenated)
{
    /// <summary>The activation of a network.</summary>
    public static Activation Of(NetworkSettings settings) => new(settings.Activation == "crelu");

    /// <summary>Features of one unit.</summary>
    public int Halves => concatenated ? 2 : 1;

    /// <summary>Features of a layer of units: what the following layer sees.</summary>
    public int Features(int units) => Halves * units;

    /// <summary>Features [any…, features] of what the units sum up [any…, units].</summary>
    public Tensor Apply(Tensor sums) => concatenated ? cat([sums.relu(), sums.neg().relu()], -1) : sums.relu();

    /// <summary>The same of sums that nothing else needs: their memory may be taken.</summary>
    public Tensor Replace(Tensor sums) => concatenated ? Apply(sums) : sums.relu_();
}
