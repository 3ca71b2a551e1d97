using System.Runtime.InteropServices;
using MtrlAkka.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// One value for each parameter of a layout, as one flat vector: the parameters themselves, their gradient, or a moment.
/// Networks work on views of it; the optimiser and the target's average on the vector.
/// </summary>
public sealed class FlatParameters : NetworkParameters, IDisposable
{
    private readonly Matrix _vector, _trained;

    /// <summary>A vector of zeros.</summary>
    /// <param name="layout">What lies where.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="device">Where it lies.</param>
    public FlatParameters(ParameterLayout layout, ScalarType type, Device device)
        : this(layout, Matrix.Zeros(1, 1, checked((int)layout.Length), type, device))
    {
    }

    /// <summary>Takes over a vector [1, 1, length], which may be a part of a larger one.</summary>
    internal FlatParameters(ParameterLayout layout, Matrix vector) =>
        (Layout, _vector, _trained) = (layout, vector, vector.SelectColumns(0, (int)layout.TrainedLength));

    /// <summary>What lies where.</summary>
    public override ParameterLayout Layout { get; }

    /// <inheritdoc/>
    public override int Networks => Layout.Members;

    /// <inheritdoc/>
    public override int NetworksPerCall => Layout.Members;

    /// <summary>The flat vector [1, 1, length], padding included.</summary>
    public Matrix Vector => _vector;

    /// <summary>Its trained part [1, 1, trained length].</summary>
    public Matrix Trained => _trained;

    /// <summary>A view of one parameter, in any shape of as many elements.</summary>
    internal Matrix View(string name, int members, int rows, int columns)
    {
        int index = Layout.Index(name);
        long count = Layout.Parameters[index].Count * Layout.Members;
        using var scope = NewDisposeScope();
        return new Matrix(_vector.Tensor.view(-1).narrow(0, Layout.Offset(index), count).view(members, rows, columns));
    }

    /// <inheritdoc/>
    internal override Matrix View(string name, int rows, int columns) => View(name, Layout.Members, rows, columns);

    /// <inheritdoc/>
    internal override Tensor View(int index)
    {
        var spec = Layout.Parameters[index];
        using var scope = NewDisposeScope();
        return _vector.Tensor.view(-1).narrow(0, Layout.Offset(index), spec.Count * Layout.Members)
            .view([Layout.Members, .. spec.Shape]).MoveToOuterDisposeScope();
    }

    /// <summary>Draws every parameter from its starting distribution, member by member.</summary>
    /// <param name="random">Seed and stream; parameter <c>i</c> takes step <c>i</c>, so its values do not depend on the others' sizes.</param>
    /// <param name="update">For a start in the middle of a run, the number of the update behind it: parameter <c>i</c> takes step 65536 × update + <c>i</c>.</param>
    public void Start(CounterRandom random, long update = 0)
    {
        var values = new float[Layout.Length];
        for (int i = 0; i < Layout.Parameters.Count; i++)
        {
            int count = (int)Layout.Parameters[i].Count * Layout.Members;
            Layout.Draw(values.AsSpan((int)Layout.Offset(i), count), i, random, update);
        }

        Write(values);
    }

    /// <summary>The whole vector as float32 on the host, padding included, into the first of these numbers.</summary>
    public void Read(Span<float> values)
    {
        using var scope = NewDisposeScope();
        var host = _vector.Tensor.to(ScalarType.Float32).cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(host.bytes).CopyTo(values);
    }

    /// <summary>Sets the whole vector from the host, padding included.</summary>
    public void Write(float[] values)
    {
        using var scope = NewDisposeScope();
        _vector.Tensor.copy_(torch.tensor(values).view(1, 1, -1));
    }

    /// <summary>Takes another vector's values.</summary>
    public void CopyFrom(FlatParameters other) => _vector.Tensor.copy_(other._vector.Tensor);

    /// <summary>Each parameter as an array named <c>prefix/name</c>; the members' axis comes first where there is one.</summary>
    internal IEnumerable<NamedArray> Export(string prefix, bool membersAxis)
    {
        var values = new float[Layout.Length];
        Read(values);
        int i = 0;
        foreach (var (name, shape) in Layout.Arrays(prefix, membersAxis))
        {
            int first = (int)Layout.Offset(i), count = (int)Layout.Parameters[i].Count * Layout.Members;
            i++;
            yield return new NamedArray(name, shape, values[first..(first + count)]);
        }
    }

    /// <summary>Takes what <see cref="Export"/> gave.</summary>
    /// <exception cref="InvalidDataException">An array is missing or has another size.</exception>
    internal void Import(string prefix, IReadOnlyDictionary<string, NamedArray> arrays) => Write(Layout.Gather(prefix, arrays));

    /// <inheritdoc/>
    public void Dispose()
    {
        _trained.Dispose();
        _vector.Dispose();
    }
}
