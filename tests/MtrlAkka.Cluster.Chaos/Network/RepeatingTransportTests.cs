using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using MtrlAkka.Chaos.Network;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Tests;

namespace MtrlAkka.Cluster.Chaos.Network;

/// <summary>Two nodes whose transport repeats messages: what is this project's own comes twice, Akka's does not, and the order of the first ones stays.</summary>
public sealed class RepeatingTransportTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(InjectedFaults.Variable);
    private ActorSystem _one = null!, _other = null!;

    [Fact]
    public async Task Messages_come_again_while_the_switch_says_so()
    {
        var heard = new ConcurrentQueue<object>();
        _other.ActorOf(Props.Create(() => new Ear(heard)), "ear");
        var far = await _one.ActorSelection($"{((ExtendedActorSystem)_other).Provider.DefaultAddress}/user/ear").ResolveOne(Patience);
        await SendAsync(0, 50);
        Assert.Equal(Rounds(0, 50), heard);

        RepeatSwitch.Set(_folder.Path, new Repetition(100, 0));
        heard.Clear();
        await SendAsync(0, 50, comeTwice: true);
        Assert.Equal(Rounds(0, 50).SelectMany(static message => new[] { message, message }), heard);

        RepeatSwitch.Set(_folder.Path, new Repetition(40, 300));
        heard.Clear();
        for (long round = 0; round < 200; round++) far.Tell(new RevokeRounds(round, 0));
        await UntilAsync(() => heard.Count > 230 && heard.Distinct().Count() == 200);
        Assert.Equal(Rounds(0, 200), heard.Distinct());
        Assert.NotEqual(heard.Order(Comparer<object>.Create(static (one, other) => ((RevokeRounds)one).Epoch.CompareTo(((RevokeRounds)other).Epoch))), heard);

        RepeatSwitch.Set(_folder.Path, null);
        Assert.Null(RepeatSwitch.Get(_folder.Path));

        async Task SendAsync(long from, long to, bool comeTwice = false)
        {
            for (long round = from; round < to; round++) far.Tell(new RevokeRounds(round, 0));
            await UntilAsync(() => heard.Count >= (comeTwice ? 2 : 1) * (to - from));
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
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<object> Rounds(long from, long to)
    {
        for (long round = from; round < to; round++) yield return new RevokeRounds(round, 0);
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
