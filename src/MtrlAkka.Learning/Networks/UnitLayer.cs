namespace MtrlAkka.Learning;

/// <summary>
/// A layer of hidden units whose outputs go nowhere but through weights of their own, and the parameters that belong to each
/// unit. Parameters may have further axes in front of those named here, which all units share, such as tasks or modules.
/// </summary>
/// <param name="Activation">The layer's name among a pass's activations, [members, rows, parts × halves × units].</param>
/// <param name="Units">Units of a part.</param>
public sealed record UnitLayer(string Activation, int Units)
{
    /// <summary>Features of a unit, one after each other over the layer: 2 with concatenated ReLU.</summary>
    public int Halves { get; init; } = 1;

    /// <summary>Parts of the activations: experts, or mixtures of modules.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Whether each part has units of its own, which parameters have an axis of behind the members'; else a unit is in all parts.</summary>
    public bool OwnUnits { get; init; }

    /// <summary>Names of parameters [parts, …, units] that lead into a unit: kernels' columns, biases, norms before the activation.</summary>
    public required IReadOnlyList<string> Incoming { get; init; }

    /// <summary>Names of parameters [parts, …, halves × units] of a norm behind the activation.</summary>
    public IReadOnlyList<string> Norms { get; init; } = [];

    /// <summary>Names of kernels [parts, …, halves × units, out] that lead out of a unit.</summary>
    public required IReadOnlyList<string> Outgoing { get; init; }
}
