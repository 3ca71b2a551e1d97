using Akka.Actor;

namespace MtrlAkka.Cluster.Telemetry;

/// <summary>Answers as soon as the actor system gives it a turn: whoever asks knows that messages are still handled.</summary>
internal sealed class LivenessActor : ReceiveActor
{
    /// <summary>What to ask and what it answers.</summary>
    public static readonly object Ping = new();

    public LivenessActor() => ReceiveAny(ping => Sender.Tell(ping));
}
