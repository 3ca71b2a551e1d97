namespace MtrlAkka.Physics;

/// <summary>
/// MuJoCo's own counters of what went wrong in a simulation. It leaves contacts out where its memory is full, and it
/// resets a simulation that holds NaN or huge numbers and goes on; both would pass for an ordinary step if nobody looked.
/// </summary>
/// <remarks>
/// mjData.warning is an array of (last index, count). Up to 3.7 it has eight kinds: inertia, contacts full, constraints
/// full, visual geoms full, bad position, velocity, acceleration, control. From 3.8 on it has seven: the one for
/// visual geoms, which says nothing of the state, is no more.
/// </remarks>
internal readonly unsafe struct WarningCounters
{
    private const int StatisticSize = 2 * sizeof(int);

    // The first kinds are about what MuJoCo could not fit in, the last ones about numbers.
    private const int Leading = 3, Trailing = 4;

    private readonly int* _leading, _trailing;

    /// <param name="data">The mjData.</param>
    /// <param name="warnings">Its array of (last index, count).</param>
    public WarningCounters(byte* data, FieldLayout warnings)
    {
        _leading = (int*)(data + warnings.Offset);
        _trailing = (int*)(data + warnings.Offset + warnings.Size - Trailing * StatisticSize);
    }

    /// <summary>Whether any kind was counted since the last reset.</summary>
    public bool Any
    {
        get
        {
            int* leading = _leading, trailing = _trailing;
            return (leading[1] | leading[3] | leading[5] | trailing[1] | trailing[3] | trailing[5] | trailing[7]) != 0;
        }
    }

    /// <summary>What was counted, in words; of several kinds, the one that says most about the cause.</summary>
    public PhysicsException ToException()
    {
        for (int i = 0; i < Leading; i++)
        {
            if (_leading[2 * i + 1] != 0) return Describe((PhysicsWarning)i, _leading[2 * i]);
        }

        int kind = 0;
        while (_trailing[2 * kind + 1] == 0) kind++;
        return Describe((PhysicsWarning)(Leading + kind), _trailing[2 * kind]);
    }

    // MuJoCo's info is an index for the kinds about numbers, and differs between versions for the kinds about memory.
    private static PhysicsException Describe(PhysicsWarning warning, int info) => new(
        warning switch
        {
            PhysicsWarning.SingularInertia => $"MuJoCo met a (nearly) singular inertia matrix at degree of freedom {info}",
            PhysicsWarning.ContactsFull => "MuJoCo's list of contacts is full: the scene's <size> is too small for what happens in it",
            PhysicsWarning.ConstraintsFull => "MuJoCo's list of constraints is full: the scene's <size> is too small for what happens in it",
            PhysicsWarning.BadPosition => $"MuJoCo met a NaN or huge position at index {info}",
            PhysicsWarning.BadVelocity => $"MuJoCo met a NaN or huge velocity at index {info}",
            PhysicsWarning.BadAcceleration => $"MuJoCo met a NaN or huge acceleration at index {info}",
            _ => $"MuJoCo met a NaN or huge control at index {info}",
        },
        warning);
}
