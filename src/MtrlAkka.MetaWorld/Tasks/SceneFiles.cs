namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Finds the MJCF file of a task.</summary>
internal static class SceneFiles
{
    /// <summary>The folder of this project's own scenes, beside the program.</summary>
    public static string OwnFolder => Path.Combine(AppContext.BaseDirectory, "Scenes");

    /// <summary>The scene of a task, this project's own or from Meta-World's assets folder.</summary>
    /// <exception cref="MetaWorldException">It is not there.</exception>
    public static string Find(TaskDefinition task, string? assets)
    {
        if (assets is null)
        {
            string own = Path.Combine(OwnFolder, task.Scene);
            return File.Exists(own) ? own : throw new MetaWorldException($"the scene of {task.Name} is missing: {own}");
        }

        if (task.ReferenceScene is null) throw new MetaWorldException($"{task.Name} is no task of Meta-World, so its assets have no scene of it");
        string scene = Path.Combine(assets, "sawyer_xyz", task.ReferenceScene);
        return File.Exists(scene) ? scene : throw new MetaWorldException(
            $"{assets} is not Meta-World's assets folder: it has no {Path.Combine("sawyer_xyz", task.ReferenceScene)}");
    }
}
