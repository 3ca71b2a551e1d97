using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The linear output of a torso whose kernels start orthogonal.</summary>
internal abstract class NetworkHead
{
    /// <summary>Numbers in an output row.</summary>
    public abstract int Outputs { get; }

    /// <summary>Names of the kernels.</summary>
    public abstract IReadOnlyList<string> Kernels { get; }

    /// <summary>Whether a parameter of a network is the head's.</summary>
    public abstract bool Has(string parameter);

    /// <summary>The head's parameters on a torso of this width.</summary>
    public abstract IEnumerable<ParameterSpec> Parameters(int width);

    /// <summary>Output [M, T, B, outputs] of features [M, T, B, width].</summary>
    public abstract Tensor Forward(GraphRun run, Tensor features);
}
