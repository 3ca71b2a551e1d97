namespace MtrlAkka.Physics;

/// <summary>
/// MuJoCo's own counters of states that hold NaN or huge numbers. It resets such a simulation by itself and goes on,
/// which would pass for an ordinary step if nobody looked.
/// </summary>
internal readonly unsafe struct BadStateCounters
{
    private const int StatisticSize = 2 * sizeof(int);
    private const int Kinds = 4;

    private readonly int* _first;

    /// <param name="data">The mjData.</param>
    /// <param name="warnings">Its array of (last index, count); the four kinds that matter come last in all versions.</param>
    public BadStateCounters(byte* data, FieldLayout warnings) =>
        _first = (int*)(data + warnings.Offset + warnings.Size - Kinds * StatisticSize);

    public void ThrowIfAny()
    {
        int* first = _first;
        if ((first[1] | first[3] | first[5] | first[7]) != 0) Throw();
    }

    public void Clear() => new Span<int>(_first, 2 * Kinds).Clear();

    private void Throw()
    {
        int kind = 0;
        while (_first[2 * kind + 1] == 0) kind++;
        var warning = (PhysicsWarning)kind;
        string what = warning switch
        {
            PhysicsWarning.BadPosition => "position",
            PhysicsWarning.BadVelocity => "velocity",
            PhysicsWarning.BadAcceleration => "acceleration",
            _ => "control",
        };
        throw new PhysicsException($"MuJoCo met a NaN or huge {what} at index {_first[2 * kind]}", warning);
    }
}
