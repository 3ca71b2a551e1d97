using System.Collections.Concurrent;
using System.Reflection;
using MtrlAkka.MetaWorld.Tasks;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// The tasks that can be made: every <see cref="ManipulationTask"/> of this assembly with a static property
/// <c>Definition</c>, and those that a program adds.
/// </summary>
public static class TaskCatalog
{
    private const string Suffix = "-v3";

    private static readonly ConcurrentDictionary<string, TaskDefinition> Definitions = new(
        Within(typeof(TaskCatalog).Assembly).Select(static task => KeyValuePair.Create(task.Name, task)));

    /// <summary>Names of the tasks, such as reach-v3, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> Names => [.. Definitions.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds a task of a program's own.</summary>
    /// <exception cref="MetaWorldException">Its figures do not fit together, or there is another task of its name.</exception>
    public static void Add(TaskDefinition task)
    {
        task.Check();
        if (Definitions.GetOrAdd(task.Name, task) != task) throw new MetaWorldException($"there is another task named {task.Name}");
    }

    /// <summary>The full name of a task that is given with or without its ending -v3.</summary>
    /// <exception cref="MetaWorldException">There is no such task; the message has the nearest names.</exception>
    public static string FullName(string name) => Find(name).Name;

    /// <summary>The name of a task without its ending -v3.</summary>
    public static string ShortName(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;

    /// <summary>Sees to it that a task's scene is there.</summary>
    /// <param name="name">Name of the task.</param>
    /// <param name="assets">Meta-World's assets folder, or null for this project's scenes.</param>
    /// <exception cref="MetaWorldException">There is no such task, or its scene is missing.</exception>
    public static void RequireScene(string name, string? assets) => SceneFiles.Find(Find(name), assets);

    internal static TaskDefinition Find(string name)
    {
        if (Definitions.TryGetValue(name, out var definition) || Definitions.TryGetValue(name + Suffix, out definition)) return definition;
        throw new MetaWorldException(NearestNames.Unknown("task", ShortName(name), [.. Names.Select(ShortName)]));
    }

    private static IEnumerable<TaskDefinition> Within(System.Reflection.Assembly assembly) => assembly.GetTypes()
        .Where(static type => type.IsSubclassOf(typeof(ManipulationTask)) && !type.IsAbstract)
        .Select(static type => (TaskDefinition)type.GetProperty("Definition", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);
}
