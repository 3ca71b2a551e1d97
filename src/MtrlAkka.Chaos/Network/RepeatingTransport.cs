using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Numerics;

namespace MtrlAkka.Chaos.Network;

/// <summary>
/// Makes nodes repeat their messages while <see cref="RepeatSwitch"/> says so. It is put around a node's transport by the two
/// settings of <see cref="Settings"/>; the program itself knows nothing of it.
/// </summary>
public sealed class RepeatingTransportProvider : ITransportAdapterProvider
{
    /// <summary>Settings of Akka that put it around a node's transport.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        $"akka.remote.adapters.mtrl-repeating=\"{typeof(RepeatingTransportProvider).FullName},{typeof(RepeatingTransportProvider).Assembly.GetName().Name}\"",
        "akka.remote.dot-netty.tcp.applied-adapters=[mtrl-repeating]",
    ];

    /// <inheritdoc/>
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system) =>
        Environment.GetEnvironmentVariable(InjectedFaults.Variable) is { Length: > 0 } folder
            ? new RepeatingTransport(wrappedTransport, folder)
            : throw new InvalidOperationException($"messages can be repeated only where {InjectedFaults.Variable} names a folder");
}

/// <summary>A transport that writes some messages twice. It keeps the scheme of the one within, so that addresses stay as they are.</summary>
internal sealed class RepeatingTransport(Transport inner, string folder) : Transport
{
    public override string SchemeIdentifier => inner.SchemeIdentifier;

    public override long MaximumPayloadBytes => inner.MaximumPayloadBytes;

    public override bool IsResponsibleFor(Address remote) => inner.IsResponsibleFor(remote);

    public override Task<bool> Shutdown() => inner.Shutdown();

    public override Task<bool> ManagementCommand(object message) => inner.ManagementCommand(message);

    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var (address, listening) = await inner.Listen().ConfigureAwait(false);
        var upstream = new TaskCompletionSource<IAssociationEventListener>();
        _ = upstream.Task.ContinueWith(listener => listening.TrySetResult(new Listener(this, listener.Result)), TaskScheduler.Default);
        return (address, upstream);
    }

    public override async Task<AssociationHandle> Associate(Address remoteAddress) =>
        new RepeatingHandle(await inner.Associate(remoteAddress).ConfigureAwait(false), folder);

    private sealed class Listener(RepeatingTransport transport, IAssociationEventListener upstream) : IAssociationEventListener
    {
        public void Notify(IAssociationEvent ev) =>
            upstream.Notify(ev is InboundAssociation inbound ? new InboundAssociation(new RepeatingHandle(inbound.Association, transport.Folder)) : ev);
    }

    private string Folder => folder;
}

/// <summary>One connection: writes some messages twice.</summary>
internal sealed class RepeatingHandle : AssociationHandle
{
    private readonly AssociationHandle _inner;
    private readonly string _folder;
    private readonly CounterRandom _random;
    private long _messages;

    public RepeatingHandle(AssociationHandle inner, string folder)
        : base(inner.LocalAddress, inner.RemoteAddress)
    {
        (_inner, _folder) = (inner, folder);
        _random = new CounterRandom((ulong)(uint)(inner.LocalAddress.Port ?? 0) << 32 | (uint)(inner.RemoteAddress.Port ?? 0), Stream: 0);
        ReadHandlerSource = inner.ReadHandlerSource;
    }

    public override bool Write(ByteString payload)
    {
        if (!_inner.Write(payload)) return false;
        if (RepeatSwitch.Get(_folder) is not { } repetition || !MessageFrame.IsOurs(payload)) return true;
        ulong number = (ulong)Interlocked.Increment(ref _messages);
        if (_random.Below(100, number, 0) >= repetition.Percent) return true;
        int late = _random.Below(repetition.Milliseconds + 1, number, 1);

        // A second one that finds the connection closed or full is lost, as late messages may be.
        if (late == 0) _inner.Write(payload);
        else _ = Task.Delay(late).ContinueWith(_ => _inner.Write(payload), TaskScheduler.Default);
        return true;
    }

#pragma warning disable CS0672, CS0618 // The method is obsolete, and the one to be overridden all the same.
    public override void Disassociate() => _inner.Disassociate();
#pragma warning restore CS0672, CS0618
}
