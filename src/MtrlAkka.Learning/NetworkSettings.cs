namespace MtrlAkka.Learning;

/// <summary>Shape and options of one network; actor and critic each have their own.</summary>
public sealed record NetworkSettings
{
    /// <summary>The architecture's name: <c>multi-head</c> (a shared torso, a linear head for each task) or <c>mlp</c> (one head for all).</summary>
    public string Architecture { get; init; } = "multi-head";

    /// <summary>Units of each hidden layer.</summary>
    public int Width { get; init; } = 400;

    /// <summary>Number of hidden layers; the output layer is extra.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Layer norm before every hidden layer but the first, and before the output layer.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Adds a hidden layer's input to its output where their widths agree.</summary>
    public bool Skip { get; init; }

    /// <summary>Refuses what no network can be built from.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate(string owner)
    {
        if (Architecture is not ("multi-head" or "mlp"))
            throw new ArgumentException($"{owner}: architecture '{Architecture}' is not one of multi-head, mlp");
        if (Width < 1) throw new ArgumentException($"{owner}: width must be at least 1, not {Width}");
        if (Depth < 1) throw new ArgumentException($"{owner}: depth must be at least 1, not {Depth}");
    }
}
