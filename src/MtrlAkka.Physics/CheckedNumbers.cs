using System.Runtime.Intrinsics;

namespace MtrlAkka.Physics;

/// <summary>
/// A stretch of a simulation's numbers that must stay in a range, so none of them NaN. MuJoCo checks its state only as a
/// step begins: what the last step or a derivation made bad would be read before MuJoCo sees it.
/// </summary>
internal readonly unsafe struct CheckedNumbers
{
    // MuJoCo's own limits (mjMAXVAL, and mjMINVAL for the inertia).
    private const double Huge = 1e10, SmallestInertia = 1e-15;

    private readonly double* _start;
    private readonly int _count;
    private readonly double _lowest, _highest;
    private readonly string _what;
    private readonly PhysicsWarning _warning;

    private CheckedNumbers(double* start, int count, double lowest, double highest, string what, PhysicsWarning warning)
    {
        _start = start;
        _count = count;
        _lowest = lowest;
        _highest = highest;
        _what = what;
        _warning = warning;
    }

    /// <summary>Whether all of them are in range.</summary>
    public bool Good
    {
        get
        {
            double* start = _start;
            int count = _count, i = 0;
            bool rest = true;
            var lowest = Vector256.Create(_lowest);
            var highest = Vector256.Create(_highest);
            var good = Vector256<long>.AllBitsSet;
            for (; i <= count - Vector256<double>.Count; i += Vector256<double>.Count)
            {
                var numbers = Vector256.Load(start + i);
                good &= (Vector256.GreaterThanOrEqual(numbers, lowest) & Vector256.LessThanOrEqual(numbers, highest)).AsInt64();
            }

            for (; i < count; i++) rest &= IsGood(i);
            return rest && good == Vector256<long>.AllBitsSet;
        }
    }

    /// <summary>Numbers that must not be huge.</summary>
    public static CheckedNumbers NotHuge(double* start, int count, string what, PhysicsWarning warning) =>
        new(start, count, -Huge, Huge, $"a NaN or huge {what}", warning);

    /// <summary>
    /// The inverse diagonal of the factorised inertia matrix, which must be positive definite. Until 3.2 MuJoCo warned of
    /// one that is not; since 3.3 it divides and goes on.
    /// </summary>
    public static CheckedNumbers InverseInertia(double* start, int count) =>
        new(start, count, 0, 1 / SmallestInertia, "a (nearly) singular inertia matrix", PhysicsWarning.SingularInertia);

    /// <summary>The first bad one, in words.</summary>
    public PhysicsException ToException()
    {
        int i = 0;
        while (i < _count - 1 && IsGood(i)) i++;
        return new PhysicsException($"the simulation came to {_what} at index {i}", _warning);
    }

    private bool IsGood(int index) => _start[index] >= _lowest && _start[index] <= _highest;
}
