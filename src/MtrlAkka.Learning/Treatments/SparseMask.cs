using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// A network that is sparse from the start: of each kernel only some weights, drawn at random in the numbers that
/// <see cref="ErdosRenyi"/> gives, are connections; the others are 0 and stay 0. Biases, norms and embeddings are dense, and what
/// is connected starts as in a dense network. With fixed connections as in arXiv 2506.17204; with rewiring, sparse
/// evolutionary training (Mocanu et al., arXiv 1707.04780), for the plasticity of multi-task agents in arXiv 2508.06871: at
/// intervals the connections of least |weight| are cut, and as many are made elsewhere at random, which begin at 0, as their
/// moments do. A target follows a rewiring by its average. Each member, expert and head has a mask of its own.
/// </summary>
internal sealed class SparseMask : IDisposable
{
    private readonly SparsitySettings _settings;
    private readonly ParameterLayout _layout;
    private readonly CounterRandom _rewiring;

    /// <summary>The mask that a run begins with.</summary>
    /// <param name="settings">With a share above 0.</param>
    /// <param name="parameters">For layout, type and device.</param>
    /// <param name="drawing">What the connections are drawn from; the step is the parameter's index.</param>
    /// <param name="rewiring">What rewirings draw from.</param>
    public SparseMask(SparsitySettings settings, FlatParameters parameters, CounterRandom drawing, CounterRandom rewiring)
    {
        (_settings, _layout, _rewiring) = (settings, parameters.Layout, rewiring);
        Values = new FlatParameters(_layout, parameters.Vector.Tensor.dtype, parameters.Vector.Tensor.device);
        int[] kernels = [.. Kernels()];
        double[] densities = ErdosRenyi.Densities(
            [.. kernels.Select(index => _layout.Parameters[index].Shape).Select(static shape => (shape[^2], shape[^1], shape.SkipLast(2).Aggregate(1L, static (a, b) => a * b)))],
            settings.Share);
        float[] values = new float[_layout.Length];
        Array.Fill(values, 1);
        for (int i = 0; i < kernels.Length; i++)
        {
            float[] scores = Scores(kernels[i], drawing, (ulong)kernels[i]);
            foreach (var (first, size) in Matrices(kernels[i]))
            {
                var part = values.AsSpan((int)_layout.Offset(kernels[i]) + first, size);
                part.Clear();
                int connections = Math.Clamp((int)Math.Round(densities[i] * size), 1, size);
                foreach (int one in Least([.. Enumerable.Range(0, size)], scores.AsSpan(first, size), connections)) part[one] = 1;
            }
        }

        Values.Write(values);
    }

    /// <summary>1 for each connection and for what is no kernel, else 0.</summary>
    public FlatParameters Values { get; }

    /// <summary>Whether the mask changes, and so belongs to the agent's state.</summary>
    public bool Evolves => _settings.RewireInterval > 0;

    /// <summary>Whether there is a rewiring after an update.</summary>
    public bool IsDue(long update) => Treatment.IsDue(update, _settings.RewireInterval);

    /// <summary>Makes what has no connection 0.</summary>
    public void Apply(FlatParameters parameters)
    {
        using var scope = NewDisposeScope();
        parameters.Trained.Tensor.mul_(Values.Trained.Tensor);
    }

    /// <summary>Replaces connections.</summary>
    /// <param name="update">Number of the update; the step of what is drawn.</param>
    /// <param name="parameters">The network's.</param>
    /// <param name="optimizer">Its optimiser.</param>
    /// <returns>How many.</returns>
    public long Rewire(long update, FlatParameters parameters, AdamOptimizer optimizer)
    {
        using var scope = NewDisposeScope();
        float[] weights = new float[_layout.Length], mask = new float[_layout.Length];
        parameters.Read(weights);
        Values.Read(mask);
        // 0 where connections come or go: what weights and moments are multiplied by.
        float[] stays = new float[_layout.Length];
        Array.Fill(stays, 1);
        long count = 0;
        foreach (int index in Kernels())
        {
            float[] scores = Scores(index, _rewiring, ((ulong)update << 16) + (ulong)index);
            foreach (var (first, size) in Matrices(index))
            {
                int offset = (int)_layout.Offset(index) + first;
                float[] sizes = new float[size];
                List<int> live = [], free = [];
                for (int one = 0; one < size; one++)
                {
                    sizes[one] = Math.Abs(weights[offset + one]);
                    (mask[offset + one] == 1 ? live : free).Add(one);
                }

                int replaced = Math.Min((int)(_settings.RewireShare * live.Count), free.Count);
                foreach (int one in Least(live, sizes, replaced)) mask[offset + one] = stays[offset + one] = 0;
                foreach (int one in Least(free, scores.AsSpan(first, size), replaced)) (mask[offset + one], stays[offset + one]) = (1, 0);
                count += replaced;
            }
        }

        Values.Write(mask);
        var factor = tensor(stays).view(1, 1, -1).to(parameters.Vector.Tensor.dtype).to(parameters.Vector.Tensor.device);
        foreach (var vector in new[] { parameters, optimizer.Mean, optimizer.Square }) vector.Vector.Tensor.mul_(factor);
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();

    private IEnumerable<int> Kernels() => Enumerable.Range(0, _layout.Parameters.Count).Where(index =>
        _layout.Parameters[index] is { Trained: true, Shape.Count: > 1 } parameter && parameter.Name.EndsWith("kernel", StringComparison.Ordinal));

    // The matrices of a kernel, those of each member and each copy, by their first elements within it.
    private IEnumerable<(int First, int Size)> Matrices(int index)
    {
        var spec = _layout.Parameters[index];
        int size = (int)(spec.Shape[^2] * spec.Shape[^1]);
        for (int first = 0; first < spec.Count * _layout.Members; first += size) yield return (first, size);
    }

    private float[] Scores(int index, CounterRandom random, ulong step)
    {
        float[] scores = new float[_layout.Parameters[index].Count * _layout.Members];
        random.Uniform(scores, 0, 1, step);
        return scores;
    }

    // The places of least score; of equal ones the first.
    private static List<int> Least(List<int> places, ReadOnlySpan<float> scores, int count)
    {
        if (count == 0) return [];
        float[] sorted = new float[places.Count];
        for (int i = 0; i < sorted.Length; i++) sorted[i] = scores[places[i]];
        Array.Sort(sorted);
        float limit = sorted[count - 1];
        int equal = count - Array.FindIndex(sorted, one => one >= limit);
        List<int> least = new(count);
        foreach (int place in places)
            if (scores[place] < limit || (scores[place] == limit && equal-- > 0)) least.Add(place);
        return least;
    }
}
