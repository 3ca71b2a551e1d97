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
    private Drive? _drive;
    private long _begun;
    private long _sent;
    private long _came;

    public PublishDriver(IActorRef target)
    {
        Receive<Publish>(publish =>
        {
            (_asked, _drive, _begun) = (Sender, null, TimeProvider.System.GetTimestamp());
            Send(publish.Values);
        });
        Receive<Drive>(drive =>
        {
            (_asked, _drive, _begun, _sent, _came) = (Sender, drive, TimeProvider.System.GetTimestamp(), 0, 0);
            for (; _sent < drive.Ahead; _sent++) Send(drive.Values);
        });
        Receive<Done>(_ =>
        {
            var elapsed = TimeProvider.System.GetElapsedTime(_begun);
            _came++;
            if (_drive is not { } drive)
            {
                _asked.Tell(new Published(elapsed.TotalMilliseconds));
            }
            else if (elapsed < drive.Time)
            {
                Send(drive.Values);
                _sent++;
            }
            else if (_came == _sent)
            {
                _asked.Tell(new RoundDriver.Driven(_came, elapsed.TotalSeconds));
            }
        });
        Receive<BulkLost>(lost => _asked.Tell(new Status.Failure(new InvalidOperationException($"the other process of the bench: {lost.Reason}"))));

        void Send(float[] values) => _flow.Send(target, new PublishPolicy(1, new PolicyVersion(0, new PolicyWeights(0, values))), Self);
    }

    /// <summary>Publishes these weights for so long, with so many on the way at once; answered by <see cref="RoundDriver.Driven"/>.</summary>
    public sealed record Drive(float[] Values, TimeSpan Time, int Ahead);

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
