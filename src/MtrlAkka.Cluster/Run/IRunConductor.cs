using Akka.Actor;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>What leads a run, as the coordinator's actor sees it: one for lockstep and one for async.</summary>
public interface IRunConductor
{
    /// <summary>What the journal says.</summary>
    RunRecord Record { get; }

    /// <summary>Evaluations so far.</summary>
    IReadOnlyList<EvaluationResult> Evaluations { get; }

    /// <summary>Begins, with the journal read.</summary>
    void Begin();

    /// <summary>Handles a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who sent it.</param>
    /// <returns>Whether it is one of the conductor's.</returns>
    bool On(object message, IActorRef sender);

    /// <summary>The journal, or the conductor itself, failed: what it knows may be wrong, what was committed is not.</summary>
    void Fail(string failure);
}
