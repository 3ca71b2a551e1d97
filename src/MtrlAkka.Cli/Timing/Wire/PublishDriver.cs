using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Learning;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>Publishes weights to a <see cref="PublishTarget"/> in another process, one after another, and times each.</summary>
internal sealed class PublishDriver : ReceiveActor
{
    private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
    private IActorRef _asked = ActorRefs.Nobody;
    private long _begun;

    public PublishDriver(IActorRef target)
    {
        Receive<Publish>(publish =>
        {
            (_asked, _begun) = (Sender, TimeProvider.System.GetTimestamp());
            _flow.Send(target, new PublishPolicy(1, new PolicyVersion(0, new PolicyWeights(0, publish.Values))), Self);
        });
        Receive<Done>(_ => _asked.Tell(new Published(TimeProvider.System.GetElapsedTime(_begun).TotalMilliseconds)));
        Receive<BulkLost>(lost => _asked.Tell(new Status.Failure(new InvalidOperationException($"the other process of the bench: {lost.Reason}"))));
    }

    /// <summary>Publishes these weights; answered by <see cref="Published"/>.</summary>
    public sealed record Publish(float[] Values);

    /// <summary>The answer came after so many milliseconds.</summary>
    public sealed record Published(double Milliseconds);
}

/// <summary>Stands for a worker's policy: gives the weights back and says that they came.</summary>
internal sealed class PublishTarget : ReceiveActor
{
    public PublishTarget()
    {
        var flow = BulkFlow.Of(Context.System);
        Receive<PublishPolicy>(publish =>
        {
            Sender.Tell(new Done());
            flow.GiveBack(Sender, new PolicyRetired(publish.Epoch, publish.Version), Self);
        });
    }
}
