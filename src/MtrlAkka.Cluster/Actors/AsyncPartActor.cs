using Akka.Actor;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// What the parts of an asynchronous run have in common: each instance begins once, hears of every assignment of its node, finds the
/// other parts by address, and asks again each second what was not answered. One that fails is not restarted: another instance
/// begins, here or elsewhere.
/// </summary>
public abstract class AsyncPartActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);
    private readonly PartRefs _refs;
    private readonly IActorRef _node = Context.Parent;

    /// <summary>An instance that has not begun.</summary>
    protected AsyncPartActor(RunContext run, PartAddress address)
    {
        (Run, Address) = (run, address);
        _refs = new PartRefs((ExtendedActorSystem)Context.System, run.RunId);
        Meter.Watch(address.Part == RunPart.Replay ? FormattableString.Invariant($"replay-{address.Index}") : address.Part.ToString().ToLowerInvariant(), Self);
        Receive<BeginPart>(_ => BeginOrBreak());
        Receive<PartReassigned>(assigned =>
        {
            _refs.Keep(assigned.Assignment.Roster);
            Assignment = assigned.Assignment;
            if (HasBegun) Assigned(Assignment);
        });
        Receive<Tick>(_ =>
        {
            if (HasBegun) TimePasses();
        });
        // What was lost is asked for again.
        Receive<BulkLost>(static _ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The run.</summary>
    protected RunContext Run { get; }

    /// <summary>Where this instance is.</summary>
    protected PartAddress Address { get; }

    /// <summary>The last assignment of the node, or null before the first.</summary>
    protected AsyncAssignment? Assignment { get; private set; }

    /// <summary>Whether the instance is ready.</summary>
    protected bool HasBegun { get; private set; }

    /// <summary>The bulk flow of the node.</summary>
    protected BulkFlow Flow { get; } = BulkFlow.Of(Context.System);

    /// <summary>The node's meter.</summary>
    protected NodeMeter Meter { get; } = NodeTelemetry.Of(Context.System);

    /// <summary>Tells another part.</summary>
    public virtual void Tell(PartAddress to, object message)
    {
        if (message is IBulkMessage bulk) Flow.Send(_refs[to], bulk, Self);
        else _refs[to].Tell(message, Self);
    }

    /// <summary>Tells the run's coordinator.</summary>
    public void TellCoordinator(object message) => _node.Tell(new ForCoordinator((ICrossesNodes)message));

    /// <summary>The actor of a part.</summary>
    protected IActorRef RefOf(PartAddress part) => _refs[part];

    /// <summary>Makes the instance ready.</summary>
    /// <exception cref="IOException">What it begins with cannot be read.</exception>
    /// <exception cref="InvalidDataException">What it begins with is not what it should be.</exception>
    protected abstract void Begin();

    /// <summary>A later assignment came.</summary>
    protected abstract void Assigned(AsyncAssignment assignment);

    /// <summary>A second has passed.</summary>
    protected abstract void TimePasses();

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Self.Tell(new BeginPart());
        Timers.StartPeriodicTimer("tick", new Tick(), TickInterval);
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        Meter.Restarts(Address.Part).Add();
        _node.Tell(new PartBroke(Address, Cause.Of(reason)));
        base.PreRestart(reason, message);
    }

    // Its parent ends this instance.
    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
    }

    private void BeginOrBreak()
    {
        try
        {
            Begin();
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            _node.Tell(new PartBroke(Address, Cause.Of(error)));
            return;
        }

        HasBegun = true;
        _node.Tell(new PartBegan(Address));
        if (Assignment is { } assignment) Assigned(assignment);
    }

    private sealed record BeginPart;

    private sealed record Tick;
}
