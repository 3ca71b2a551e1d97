using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>Where an agent's vectors and buffers lie: each by itself, or beside those of other agents.</summary>
/// <param name="Type">float32 or float64.</param>
/// <param name="Device">CPU or CUDA.</param>
internal abstract record AgentMemory(ScalarType Type, Device Device)
{
    /// <summary>Zeros [1, rows, columns], which their taker disposes.</summary>
    /// <param name="name">Unique within the agent.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    public abstract Matrix Take(string name, int rows, int columns);

    /// <summary>A flat vector of zeros.</summary>
    public FlatParameters Take(string name, ParameterLayout layout) => new(layout, Take(name, 1, checked((int)layout.Length)));
}

/// <summary>Memory of an agent by itself.</summary>
internal sealed record OwnMemory(ScalarType Type, Device Device) : AgentMemory(Type, Device)
{
    /// <inheritdoc/>
    public override Matrix Take(string name, int rows, int columns) => Matrix.Zeros(1, rows, columns, Type, Device);
}
