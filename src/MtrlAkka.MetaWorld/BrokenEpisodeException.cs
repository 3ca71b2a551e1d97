using System.Globalization;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// The physics of an episode broke (a NaN, a warning or an error of MuJoCo), or was about to by an action that is no
/// number. The episode is over and nothing of its last step may be used; the environment can be reset.
/// </summary>
public sealed class BrokenEpisodeException : Exception
{
    /// <summary>Made from what the physics said.</summary>
    public BrokenEpisodeException(string task, ReadOnlySpan<double> goal, int step, ReadOnlySpan<float> action, PhysicsException inner)
        : base(Describe(task, goal, step, action, inner.Message), inner)
    {
        (Task, Goal, Step, Action, Warning) = (task, goal.ToArray(), step, action.ToArray(), inner.Warning);
    }

    /// <summary>Full name of the task.</summary>
    public string Task { get; }

    /// <summary>The goal's random vector.</summary>
    public IReadOnlyList<double> Goal { get; }

    /// <summary>The step that broke, from 1; 0 where it was the reset.</summary>
    public int Step { get; }

    /// <summary>The action of that step; empty for a reset.</summary>
    public IReadOnlyList<float> Action { get; }

    /// <summary>What was noticed first.</summary>
    public PhysicsWarning Warning { get; }

    private static string Describe(string task, ReadOnlySpan<double> goal, int step, ReadOnlySpan<float> action, string what)
    {
        string where = step == 0 ? "reset" : $"step {step.ToString(CultureInfo.InvariantCulture)}, action ({List(action.ToArray())})";
        return $"{task}, goal ({List(goal.ToArray())}), {where}: {what}";
    }

    private static string List<T>(T[] numbers)
        where T : IFormattable => string.Join(", ", numbers.Select(static x => x.ToString(null, CultureInfo.InvariantCulture)));
}
