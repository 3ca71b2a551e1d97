namespace MtrlAkka.MetaWorld.Policies;

/// <summary>A hand-written solution of a task; it needs nothing but the observation.</summary>
public interface IScriptedPolicy
{
    /// <summary>The move for what is seen.</summary>
    Move Decide(in SceneView view);
}
