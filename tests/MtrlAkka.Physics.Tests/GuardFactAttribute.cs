namespace MtrlAkka.Physics.Tests;

/// <summary>A test in which MuJoCo meets an error of its own, which would end the process without the guard.</summary>
public sealed class GuardFactAttribute : FactAttribute
{
    public GuardFactAttribute()
    {
        if (MuJoCoLibrary.Load().GuardProblem is { } problem) Skip = $"no guard against MuJoCo's own errors: {problem}";
    }
}
