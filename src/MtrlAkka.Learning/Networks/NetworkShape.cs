namespace MtrlAkka.Learning;

/// <summary>What an algorithm asks of a network, whatever its architecture.</summary>
/// <param name="Inputs">Numbers in an input row, the one-hot at its end included; counted also where a network does not see it and rows have none.</param>
/// <param name="Outputs">Numbers in an output row.</param>
/// <param name="Tasks">Length of the one-hot.</param>
/// <param name="Members">Networks in the ensemble.</param>
/// <param name="HeadBound">Output layers start in U(-bound, bound), kernel and bias.</param>
internal sealed record NetworkShape(int Inputs, int Outputs, int Tasks, int Members, double HeadBound)
{
    /// <summary>Numbers in an input row without the one-hot.</summary>
    public int State => Inputs - Tasks;

    /// <summary>Precision of the products of layers in a pass; acting is in float32.</summary>
    public MatmulPrecision Matmul { get; init; }
}
