using System.Threading.Channels;
using Akka.Actor;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>An actor whose messages a test takes one by one.</summary>
internal sealed class Inbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Channel<(object Message, IActorRef Sender)> _messages = Channel.CreateUnbounded<(object, IActorRef)>();
    private volatile TaskCompletionSource? _blocked;

    public Inbox(ActorSystem system) => Actor = system.ActorOf(Props.Create(() => new Collector(this)));

    public IActorRef Actor { get; }

    /// <summary>Who sent the message that was taken last.</summary>
    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    /// <summary>From now on the actor handles nothing, as one that computes for long.</summary>
    public void Block() => _blocked = new TaskCompletionSource();

    /// <summary>The actor handles what has come.</summary>
    public void Release() => _blocked?.SetResult();

    /// <summary>The next message; what gives storage back may come between others and is passed over.</summary>
    public async Task<T> Next<T>()
    {
        while (true)
        {
            var reading = _messages.Reader.ReadAsync().AsTask();
            await TestWait.For(reading, typeof(T).Name, Patience);
            var (message, sender) = await reading;
            LastSender = sender;
            if (message is T awaited) return awaited;
            Assert.True(message is IGivesBack, $"{message} came where {typeof(T).Name} was awaited");
        }
    }

    private sealed class Collector : UntypedActor
    {
        private readonly Inbox _inbox;

        public Collector(Inbox inbox) => _inbox = inbox;

        protected override void OnReceive(object message)
        {
            _inbox._blocked?.Task.Wait();
            _inbox._messages.Writer.TryWrite((message, Sender));
        }
    }
}
