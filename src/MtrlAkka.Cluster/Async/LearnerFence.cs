using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>
/// Which learner a part listens to: the one that the latest roster names, or a later one of no older coordinator, whose roster
/// is still on its way. A learner that was given up, or that a coordinator of an earlier term made, is not heard.
/// </summary>
public sealed class LearnerFence
{
    private long _term;

    /// <summary>The learner; default before the first.</summary>
    public Incarnation Current { get; private set; }

    /// <summary>A later roster came.</summary>
    public void Set(Roster roster)
    {
        var named = roster.Learner?.Incarnation ?? default;
        // In one term learners only follow each other; another coordinator may have adopted an earlier one, or given up all.
        if (roster.Term > _term || named > Current) Current = named;
        _term = Math.Max(_term, roster.Term);
    }

    /// <summary>Whether a learner is to be heard; a later one is from here on the current one.</summary>
    public bool Accepts(Incarnation learner)
    {
        if (learner > Current && learner.Term >= _term) Current = learner;
        return learner == Current;
    }
}
