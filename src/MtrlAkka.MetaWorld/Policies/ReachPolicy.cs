namespace MtrlAkka.MetaWorld.Policies;

/// <summary>Goes straight to the goal.</summary>
internal sealed class ReachPolicy : IScriptedPolicy
{
    public Move Decide(in SceneView view) => new(view.Goal, 5, 0);
}
