using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>One network of each of several agents, seen in the block of their flat vectors.</summary>
/// <param name="layout">Of one agent's vector.</param>
/// <param name="block">[agents, 1, length].</param>
/// <param name="member">Which of an agent's ensemble.</param>
/// <param name="networksPerCall">All agents, or 1.</param>
internal sealed class StackedParameters(ParameterLayout layout, Matrix block, int member, int networksPerCall) : NetworkParameters
{
    /// <inheritdoc/>
    public override ParameterLayout Layout => layout;

    /// <inheritdoc/>
    public override int Networks => block.Members;

    /// <inheritdoc/>
    public override int NetworksPerCall => networksPerCall;

    /// <inheritdoc/>
    internal override Matrix View(string name, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        return new Matrix(View(layout.Index(name)).flatten(1).unflatten(1, [rows, columns]));
    }

    /// <inheritdoc/>
    internal override Tensor View(int index)
    {
        var spec = layout.Parameters[index];
        using var scope = NewDisposeScope();
        return block.Tensor.squeeze(1).narrow(1, layout.Offset(index) + (member * spec.Count), spec.Count)
            .unflatten(1, [.. spec.Shape]).MoveToOuterDisposeScope();
    }
}
