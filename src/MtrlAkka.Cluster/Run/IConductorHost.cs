using Akka.Actor;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>What a <see cref="RunConductor"/> needs of the actor around it.</summary>
public interface IConductorHost
{
    /// <summary>Tells an actor something small.</summary>
    void Tell(IActorRef target, object message);

    /// <summary>Sends an actor something large.</summary>
    void Send(IActorRef target, IBulkMessage message);

    /// <summary>Writes an event to the journal, and goes on when it is there; nothing else is handled before.</summary>
    void Record<TEvent>(TEvent happened, Action<TEvent> then)
        where TEvent : IRunEvent;

    /// <summary>The record may go into a snapshot in place of the journal's events, if there are many.</summary>
    void Compact();

    /// <summary>Does work on another thread; its result, or what failure makes of an exception, comes as a message.</summary>
    void Compute(Func<object> work, Func<Exception, object> failure);

    /// <summary>Has a message come after a while; a later call with the same key takes its place.</summary>
    void After(TimeSpan delay, string key, object message);

    /// <summary>The run's parts are on these nodes from now on.</summary>
    void Placed(IReadOnlyList<NodeEntry> nodes);

    /// <summary>Tells those who watch the run.</summary>
    void Report(object figure);

    /// <summary>Writes a line into the log.</summary>
    void Log(bool error, string line);

    /// <summary>The run has ended here.</summary>
    void End(RunEnded ended);
}
