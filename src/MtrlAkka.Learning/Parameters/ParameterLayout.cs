using MtrlAkka.Numerics;

namespace MtrlAkka.Learning;

/// <summary>One parameter of a network.</summary>
/// <param name="Name">Name within the network, such as <c>layer_0/kernel</c>.</param>
/// <param name="Shape">Shape of one ensemble member's parameter; kernels are [in, out].</param>
/// <param name="Start">How it starts.</param>
public sealed record ParameterSpec(string Name, IReadOnlyList<long> Shape, ParameterStart Start)
{
    /// <summary>
    /// Whether an optimiser trains it. What is not trained is kept beside the parameters for the forward, such as the vectors
    /// of <see cref="SpectralNorm"/>: it is stored, published and averaged with them, has gradient 0, and counts as no parameter.
    /// </summary>
    public bool Trained { get; init; } = true;

    /// <summary>Elements of one member.</summary>
    public long Count => Shape.Aggregate(1L, static (product, length) => product * length);
}

/// <summary>
/// Where each parameter of an ensemble lies in its flat vector: parameter after parameter, within one the members
/// after each other; what is not trained comes last. Each starts at a multiple of <see cref="Alignment"/> elements, because the last bits of a matrix
/// product may depend on the alignment of its operands; the elements between stay zero.
/// </summary>
public sealed class ParameterLayout
{
    /// <summary>Elements that every parameter's offset is a multiple of: 64 bytes of float32.</summary>
    public const int Alignment = 16;

    private readonly long[] _offsets;
    private readonly Dictionary<string, int> _index = [];

    /// <summary>The layout of these parameters, in this order, but the trained ones first, for an ensemble of <paramref name="members"/>.</summary>
    public ParameterLayout(IEnumerable<ParameterSpec> parameters, int members)
    {
        Parameters = [.. parameters.OrderBy(static parameter => !parameter.Trained)];
        Members = members;
        _offsets = new long[Parameters.Count];
        for (int i = 0; i < Parameters.Count; i++)
        {
            _index.Add(Parameters[i].Name, i);
            _offsets[i] = Length;
            if (Parameters[i].Trained) Count += Parameters[i].Count * members;
            Length += (Parameters[i].Count * members + Alignment - 1) / Alignment * Alignment;
            if (Parameters[i].Trained) TrainedLength = Length;
        }
    }

    /// <summary>The parameters in the vector's order.</summary>
    public IReadOnlyList<ParameterSpec> Parameters { get; }

    /// <summary>Networks in the ensemble.</summary>
    public int Members { get; }

    /// <summary>Elements of the flat vector up to the end of what is trained, padding included.</summary>
    public long TrainedLength { get; }

    /// <summary>Trained parameters proper, of all members.</summary>
    public long Count { get; }

    /// <summary>Elements of the flat vector, padding included.</summary>
    public long Length { get; }

    /// <summary>First element of the parameter at an index.</summary>
    public long Offset(int index) => _offsets[index];

    /// <summary>Draws the elements of the parameter at an index from its start, member by member.</summary>
    /// <param name="values">[members, elements], filled.</param>
    /// <param name="index">Which parameter.</param>
    /// <param name="random">Seed and stream.</param>
    /// <param name="update">See <see cref="FlatParameters.Start"/>.</param>
    internal void Draw(Span<float> values, int index, CounterRandom random, long update) =>
        Parameters[index].Start.Fill(values, Parameters[index], random, ((ulong)update << 16) + (ulong)index);

    /// <summary>The flat vector, padding included, of arrays named <c>prefix/name</c>, or <c>name</c> where the prefix is empty.</summary>
    /// <exception cref="InvalidDataException">An array is missing or has another size; the message names it.</exception>
    internal float[] Gather(string prefix, IReadOnlyDictionary<string, NamedArray> arrays)
    {
        var values = new float[Length];
        for (int i = 0; i < Parameters.Count; i++)
        {
            string name = ArrayName(prefix, i);
            long count = Parameters[i].Count * Members;
            if (!arrays.TryGetValue(name, out var array)) throw new InvalidDataException($"the learner's state lacks '{name}'");
            if (array.Values.Length != count)
                throw new InvalidDataException($"'{name}' has {array.Values.Length} elements, this network {count}");
            array.Values.CopyTo(values.AsSpan((int)_offsets[i]));
        }

        return values;
    }

    /// <summary>Name and shape of the arrays that the parameters are stored as; the members' axis comes first where there is one.</summary>
    internal IEnumerable<ArraySpec> Arrays(string prefix, bool membersAxis) => Parameters.Select(
        (spec, i) => new ArraySpec(ArrayName(prefix, i), membersAxis ? [Members, .. spec.Shape] : spec.Shape));

    /// <summary>The name under which a parameter is stored.</summary>
    private string ArrayName(string prefix, int index) => prefix.Length == 0 ? Parameters[index].Name : $"{prefix}/{Parameters[index].Name}";

    /// <summary>Index of a parameter by name.</summary>
    public int Index(string name) => _index[name];

    /// <summary>Whether there is a parameter of this name.</summary>
    public bool Has(string name) => _index.ContainsKey(name);
}
