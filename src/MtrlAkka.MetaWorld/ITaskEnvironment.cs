namespace MtrlAkka.MetaWorld;

/// <summary>What training needs of an environment of a task: a goal to begin with, steps, and a state that can be kept.</summary>
public interface ITaskEnvironment : IDisposable
{
    /// <summary>Name of the task.</summary>
    string Task { get; }

    /// <summary>Numbers in a goal's random vector.</summary>
    int GoalSize { get; }

    /// <summary>Bytes of a saved state.</summary>
    int StateSize { get; }

    /// <summary>Begins an episode with a given goal.</summary>
    /// <param name="goal">The goal's random vector, <see cref="GoalSize"/> numbers.</param>
    /// <param name="observation">Receives the first observation.</param>
    void Reset(ReadOnlySpan<double> goal, Span<double> observation);

    /// <summary>Takes one step.</summary>
    /// <param name="action">Four numbers.</param>
    /// <param name="observation">Receives what follows.</param>
    StepResult Step(ReadOnlySpan<float> action, Span<double> observation);

    /// <summary>Saves the episode as it stands, <see cref="StateSize"/> bytes.</summary>
    void SaveState(Span<byte> state);

    /// <summary>Continues a saved episode.</summary>
    void RestoreState(ReadOnlySpan<byte> state);
}
