using MtrlAkka.Physics;

namespace MtrlAkka.Cluster.Chaos;

/// <summary>A test that needs MuJoCo, skipped with its reason where it cannot be loaded.</summary>
internal sealed class MuJoCoFactAttribute : FactAttribute
{
    public MuJoCoFactAttribute() => Skip = Missing.Value;

    /// <summary>Why MuJoCo cannot be loaded; null where it can.</summary>
    public static Lazy<string?> Missing { get; } = new(static () =>
    {
        try
        {
            MuJoCoLibrary.Load(null);
            return null;
        }
        catch (MuJoCoException error)
        {
            return error.Message;
        }
    });
}

/// <summary>A test in several variants that needs MuJoCo, skipped with its reason where it cannot be loaded.</summary>
internal sealed class MuJoCoTheoryAttribute : TheoryAttribute
{
    public MuJoCoTheoryAttribute() => Skip = MuJoCoFactAttribute.Missing.Value;
}
