using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using MtrlAkka.Chaos.Network;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Tests;
using MtrlAkka.Cluster.Wire;

namespace MtrlAkka.Cluster.Chaos.Network;

/// <summary>Two nodes whose transport repeats messages: what comes again is left out, and the order stays.</summary>
public sealed class RepeatingTransportTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(InjectedFaults.Variable);
    private ActorSystem _one = null!, _other = null!;

    [Fact]
    public async Task Messages_come_again_over_the_wire_and_once_to_their_actor()
    {
        var heard = new ConcurrentQueue<object>();
        _other.ActorOf(Props.Create(() => new Ear(heard)), "ear");
        var far = await _one.ActorSelection($"{((ExtendedActorSystem)_other).Provider.DefaultAddress}/user/ear").ResolveOne(Patience);
        var numbers = MessageNumbers.Of(_other);
        await SendAsync(50);
        Assert.Equal(0, numbers.LeftOut);

        RepeatSwitch.Set(_folder.Path, new Repetition(100, 0));
        await SendAsync(50);
        await UntilAsync(() => numbers.LeftOut == 50);

        RepeatSwitch.Set(_folder.Path, new Repetition(40, 300));
        await SendAsync(200);
        await UntilAsync(() => numbers.LeftOut > 50 + 40);

        RepeatSwitch.Set(_folder.Path, null);
        Assert.Null(RepeatSwitch.Get(_folder.Path));

        async Task SendAsync(int messages)
        {
            heard.Clear();
            for (long round = 0; round < messages; round++) far.Tell(new RevokeRounds(round));
            await UntilAsync(() => heard.Count >= messages);
            Assert.Equal(Enumerable.Range(0, messages).Select(static round => (object)new RevokeRounds(round)), heard);
        }
    }

    public Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable(InjectedFaults.Variable, _folder.Path);
        var hocon = ConfigurationFactory.ParseString(string.Join('\n', RepeatingTransportProvider.Settings)).WithFallback(AkkaConfiguration.ForClient(null));
        _one = ActorSystem.Create("one", hocon);
        _other = ActorSystem.Create("other", hocon);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _one.Terminate();
        await _other.Terminate();
        Environment.SetEnvironmentVariable(InjectedFaults.Variable, _before);
        _folder.Dispose();
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!holds()) await Task.Delay(10, late.Token);
    }

    private sealed class Ear : ReceiveActor
    {
        public Ear(ConcurrentQueue<object> heard) => Receive<RevokeRounds>(heard.Enqueue);
    }
}
