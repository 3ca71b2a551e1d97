namespace MtrlAkka.MetaWorld;

/// <summary>
/// Keeps what resets led to, by goal: an episode's start depends on nothing else, and the hand's way to it costs fifty
/// steps. When full, the oldest entry makes room. Allocates nothing after its making.
/// </summary>
internal sealed class ResetCache
{
    private const int Capacity = 64;

    private readonly int _goalSize, _stateSize, _observationSize;
    private readonly double[] _goals, _observations;
    private readonly byte[] _states;
    private int _count, _oldest;

    public ResetCache(int goalSize, int stateSize, int observationSize)
    {
        (_goalSize, _stateSize, _observationSize) = (goalSize, stateSize, observationSize);
        _goals = new double[Capacity * goalSize];
        _states = new byte[Capacity * stateSize];
        _observations = new double[Capacity * observationSize];
    }

    /// <summary>The entry of a goal, or -1.</summary>
    public int Find(ReadOnlySpan<double> goal)
    {
        for (int i = 0; i < _count; i++)
        {
            if (goal.SequenceEqual(_goals.AsSpan(i * _goalSize, _goalSize))) return i;
        }

        return -1;
    }

    /// <summary>An entry to fill for a goal.</summary>
    public int Add(ReadOnlySpan<double> goal)
    {
        int entry = _count < Capacity ? _count++ : _oldest++ % Capacity;
        goal.CopyTo(_goals.AsSpan(entry * _goalSize, _goalSize));
        return entry;
    }

    public Span<byte> State(int entry) => _states.AsSpan(entry * _stateSize, _stateSize);

    public Span<double> Observation(int entry) => _observations.AsSpan(entry * _observationSize, _observationSize);
}
