using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tests;

/// <summary>Environments of this project's scenes, on the reference's MuJoCo where it is at hand.</summary>
internal static class TestEnvironments
{
    public static MuJoCoLibrary Library => Shared.Folder is null ? MuJoCoLibrary.Load() : Shared.ReferenceLibrary;

    public static MetaWorldEnvironment Create(string task, int horizon = 500) => MetaWorldEnvironment.Create(
        new EnvironmentSettings { Task = task, Horizon = horizon }, Library);

    /// <summary>Some goals of a task.</summary>
    public static GoalTable Goals(string task, int count = 8) => GoalTable.Create([task], 3, count);

    /// <summary>An action in [-1, 1] that depends on the step alone.</summary>
    public static void FillAction(int seed, int step, Span<float> action)
    {
        for (int i = 0; i < action.Length; i++)
            action[i] = MathF.Sin(12.9898f * (step / 7) + 78.233f * i + 37.719f * seed);
    }
}
