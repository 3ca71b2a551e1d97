using MtrlAkka.MetaWorld.Tasks;

namespace MtrlAkka.MetaWorld;

/// <summary>The tasks that can be made.</summary>
public static class TaskCatalog
{
    private const string Suffix = "-v3";

    private static readonly Dictionary<string, TaskDefinition> Definitions = new TaskDefinition[]
    {
        Reach.Definition,
        Push.Definition,
        PickPlace.Definition,
        DoorOpen.Definition,
        DrawerOpen.Definition,
        DrawerClose.Definition,
        ButtonPressTopdown.Definition,
        PegInsertSide.Definition,
        WindowOpen.Definition,
        WindowClose.Definition,
    }.ToDictionary(static task => task.Name);

    /// <summary>Names of the tasks, such as reach-v3.</summary>
    public static IReadOnlyCollection<string> Names => Definitions.Keys;

    /// <summary>The full name of a task that is given with or without its ending -v3.</summary>
    /// <exception cref="MetaWorldException">There is no such task; the message has the nearest names.</exception>
    public static string FullName(string name) => Find(name).Name;

    /// <summary>Sees to it that a task's scene is there.</summary>
    /// <param name="name">Name of the task.</param>
    /// <param name="assets">Meta-World's assets folder, or null for this project's scenes.</param>
    /// <exception cref="MetaWorldException">There is no such task, or its scene is missing.</exception>
    public static void RequireScene(string name, string? assets) => SceneFiles.Find(Find(name), assets);

    internal static TaskDefinition Find(string name)
    {
        string full = name.EndsWith(Suffix, StringComparison.Ordinal) ? name : name + Suffix;
        if (Definitions.TryGetValue(full, out var definition)) return definition;
        throw new MetaWorldException(Benchmarks.MT50.Tasks.Contains(full)
            ? $"the task {full} is part of Meta-World, but not among those built here: {string.Join(", ", Names)}"
            : NearestNames.Unknown("task", Short(name), [.. Names.Select(Short)]));
    }

    private static string Short(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
}
