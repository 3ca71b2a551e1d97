namespace MtrlAkka.Learning;

/// <summary>The gradient of the mean loss.</summary>
internal sealed class PlainRule : TaskRule
{
    /// <inheritdoc/>
    public override void Run(INetworkPass pass, FlatParameters gradient, long update, Matrix metrics, bool input) => pass.Backward(parameters: true, input);
}
