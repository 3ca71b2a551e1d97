namespace MtrlAkka.Learning.Plasticity;

/// <summary>
/// For how many measurements in a row each unit of a network has been dormant: a unit that sleeps now and then still learns,
/// one that never wakes is lost capacity. The counts belong to a run's checkpoint.
/// </summary>
public sealed class DormancyStreaks
{
    // float32 holds whole numbers up to here exactly, and so long a streak says nothing more.
    private const int Longest = 1 << 24;

    private readonly string[] _layers;
    private readonly int[][][] _counts;

    /// <summary>Streaks of no measurement yet.</summary>
    /// <param name="layers">Name and units of each layer.</param>
    /// <param name="members">Networks in the ensemble.</param>
    public DormancyStreaks(IReadOnlyCollection<(string Name, int Units)> layers, int members)
    {
        _layers = [.. layers.Select(static layer => layer.Name)];
        _counts = [.. layers.Select(layer => Enumerable.Range(0, members).Select(_ => new int[layer.Units]).ToArray())];
    }

    /// <summary>Takes one more measurement: the streak of a unit that is dormant grows by one, another's is over.</summary>
    /// <param name="scores">Of each layer, in their order.</param>
    /// <param name="threshold">Largest score of a dormant unit.</param>
    public void Add(IReadOnlyList<UnitScores> scores, double threshold)
    {
        for (int layer = 0; layer < _counts.Length; layer++)
        {
            for (int member = 0; member < _counts[layer].Length; member++)
            {
                int[] counts = _counts[layer][member];
                var score = scores[layer].Of(member);
                for (int unit = 0; unit < counts.Length; unit++)
                    counts[unit] = score[unit] <= threshold ? Math.Min(counts[unit] + 1, Longest) : 0;
            }
        }
    }

    /// <summary>The streaks of a member's units in a layer.</summary>
    public IReadOnlyList<int> Of(int layer, int member) => _counts[layer][member];

    /// <summary>Percent of a member's units that were dormant in each of the last measurements, over all layers.</summary>
    public double Percent(int member, int measurements) =>
        100.0 * _counts.Sum(layer => layer[member].Count(count => count >= measurements)) / _counts.Sum(static layer => layer[0].Length);

    /// <summary>The counts of each layer as <c>prefix/layer</c>, [members, units].</summary>
    public IEnumerable<NamedArray> Save(string prefix) => _layers.Select((name, layer) => new NamedArray(
        $"{prefix}/{name}",
        [_counts[layer].Length, _counts[layer][0].Length],
        [.. _counts[layer].SelectMany(static counts => counts.Select(static count => (float)count))]));

    /// <summary>Goes on from what <see cref="Save"/> gave; a layer that is not there begins anew, as where nothing was measured before.</summary>
    /// <exception cref="InvalidDataException">An array is of another size; the message names it.</exception>
    public void Load(string prefix, IReadOnlyDictionary<string, NamedArray> arrays)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            string name = $"{prefix}/{_layers[layer]}";
            int[][] counts = _counts[layer];
            int units = counts[0].Length;
            arrays.TryGetValue(name, out var array);
            if (array is not null && array.Values.Length != counts.Length * units)
                throw new InvalidDataException($"'{name}' has {array.Values.Length} elements, this network {counts.Length * units}");
            for (int i = 0; i < counts.Length * units; i++) counts[i / units][i % units] = array is null ? 0 : (int)array.Values[i];
        }
    }
}
