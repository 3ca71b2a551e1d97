using Akka.Actor;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Load.Scenarios;

/// <summary>
/// What scenarios with processes of their own have in common: the requests are made here, and the run's real actors answer them from
/// other processes, over the product's own wire.
/// </summary>
/// <param name="setup">This machine.</param>
public abstract class PeerScenario(LoadSetup setup) : IScenario
{
    private LoadCluster? _cluster;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <summary>What requests move, in the plural: transitions, batches.</summary>
    public abstract string Unit { get; }

    /// <summary>Clients that keep it busy when each waits for its answer.</summary>
    public abstract int Clients { get; }

    /// <summary>The processes.</summary>
    /// <exception cref="InvalidOperationException">It is not prepared.</exception>
    public LoadCluster Cluster => _cluster ?? throw new InvalidOperationException($"{Name} is not prepared");

    /// <summary>This machine.</summary>
    protected LoadSetup Setup => setup;

    /// <summary>The other processes and what they host.</summary>
    protected abstract IReadOnlyList<PeerSpec> Peers { get; }

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken stop)
    {
        _cluster = await LoadCluster.StartAsync(setup, Peers, stop).ConfigureAwait(false);
        await BeginAsync(stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public abstract ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop);

    /// <summary>Measures how well plainer means do the same work; when no request is under way.</summary>
    /// <param name="time">About how long for each.</param>
    public abstract IReadOnlyList<Floor> MeasureFloors(TimeSpan time);

    /// <summary>Further figures, a line each; when no request is under way.</summary>
    public virtual Task<IReadOnlyList<string>> NotesAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await EndAsync().ConfigureAwait(false);
        if (_cluster is not null) await _cluster.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Makes the actors ready, once the processes are.</summary>
    protected abstract Task BeginAsync(CancellationToken stop);

    /// <summary>Gives up what is held besides the processes.</summary>
    protected virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    /// <summary>Hands a request to the actor that stands for the clients, and waits for what comes of it.</summary>
    /// <param name="client">The actor.</param>
    /// <param name="number">Counts the requests.</param>
    /// <param name="stop">Nobody waits any more.</param>
    protected static async ValueTask<RequestOutcome> AskAsync(IActorRef client, long number, CancellationToken stop)
    {
        var pending = new Pending(number);
        client.Tell(pending);
        return await pending.Outcome.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Bytes of a message on the wire.</summary>
    protected internal static int BytesOf(object message)
    {
        using var outgoing = new OutgoingMessage(message, null);
        return (int)outgoing.Length;
    }
}
