using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// An environment without physics, for load tests: a step takes a core for a given time, and what it observes is a function of goal,
/// step and action alone. Nothing can be learned from it.
/// </summary>
/// <param name="task">Name of the task whose place it takes.</param>
/// <param name="horizon">Steps of an episode.</param>
/// <param name="cost">How long a step takes a core; zero: no longer than it needs.</param>
public sealed class SimulatedEnvironment(string task, int horizon, TimeSpan cost) : ITaskEnvironment
{
    private const double Frequency = 0.01, Nudge = 0.1, HighestReward = 10;
    private readonly double[] _goal = new double[TaskCatalog.Find(task).VectorLow.Length];
    private long _steps;

    /// <inheritdoc/>
    public string Task { get; } = TaskCatalog.Find(task).Name;

    /// <inheritdoc/>
    public int GoalSize => _goal.Length;

    /// <inheritdoc/>
    public int StateSize => (1 + GoalSize) * sizeof(double);

    /// <inheritdoc/>
    public void Reset(ReadOnlySpan<double> goal, Span<double> observation)
    {
        goal.CopyTo(_goal);
        _steps = 0;
        Observe([0, 0, 0, 0], observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, Span<double> observation)
    {
        long begun = Stopwatch.GetTimestamp();
        _steps++;
        Observe(action, observation);
        double reward = HighestReward * (1 + Math.Sin(Frequency * _steps)) / 2;
        var result = new StepResult(reward, Terminated: false, Truncated: _steps == horizon, new StepInfo(false, 0, 0, 0, 0, 0, reward));
        while (Stopwatch.GetElapsedTime(begun) < cost) Thread.SpinWait(1);
        return result;
    }

    /// <inheritdoc/>
    public void SaveState(Span<byte> state)
    {
        MemoryMarshal.Write(state, _steps);
        MemoryMarshal.AsBytes(_goal.AsSpan()).CopyTo(state[sizeof(long)..]);
    }

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        _steps = MemoryMarshal.Read<long>(state);
        state[sizeof(long)..].CopyTo(MemoryMarshal.AsBytes(_goal.AsSpan()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Observe(ReadOnlySpan<float> action, Span<double> observation)
    {
        for (int i = 0; i < observation.Length; i++)
            observation[i] = Math.Sin((Frequency * _steps * (i + 1)) + _goal[i % _goal.Length]) + (Nudge * action[i % action.Length]);
    }
}
