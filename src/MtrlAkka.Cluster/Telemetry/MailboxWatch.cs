using Akka.Actor;
using MtrlAkka.Cluster.Metrics;

namespace MtrlAkka.Cluster.Telemetry;

/// <summary>Tells a node's meter where the mailboxes of its main actors are.</summary>
public static class MailboxWatch
{
    /// <summary>Looks at the mailbox of an actor of this process until it ends.</summary>
    /// <param name="meter">The node's meter.</param>
    /// <param name="name">What the figures call it by.</param>
    /// <param name="actor">The actor.</param>
    public static void Watch(this NodeMeter meter, string name, IActorRef actor) =>
        meter.Mailboxes.Add(name, () => actor is ActorRefWithCell { IsTerminated: false } here ? here.Underlying.NumberOfMessages : null);
}
