using Akka.Configuration;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Cluster.Wire.Streams;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>The bulk flow's rules, one by one.</summary>
public class BulkTests
{
    private static readonly BulkSettings Settings = SimulatedNodes.Settings with { Chunk = 64, Window = 1000, Memory = 100_000, Largest = 50_000, Queue = 1_000_000 };
    private readonly Pair _pair = new(Settings);

    [Fact]
    public void A_small_message_does_not_overtake_a_large_one()
    {
        _pair.Send("target", 1, 5000);
        _pair.Send("target", 2, 10);
        _pair.Send("other", 3, 10);
        _pair.Run();
        Assert.Equal([3, 1, 2], _pair.Came);
    }

    [Fact]
    public void Large_messages_share_the_way()
    {
        _pair.Send("one", 1, 6000);
        _pair.Send("two", 2, 6000);
        var order = _pair.Run().OfType<BulkChunk>().Select(static chunk => chunk.Message).ToArray();
        Assert.InRange(order.Zip(order.Skip(1)).Count(static two => two.Item1 != two.Item2), 150, 200);
    }

    [Fact]
    public void Without_credit_nothing_goes()
    {
        _pair.Send("target", 1, 5000);
        var first = _pair.Outgoing();
        Assert.IsType<BulkHello>(Assert.Single(first));
        _pair.Receive(first);
        _pair.Answer();
        Assert.IsType<BulkBegin>(Assert.Single(_pair.Outgoing()));
        Assert.Equal(0, _pair.Received.Unhandled);
    }

    [Fact]
    public void A_slow_target_slows_its_sender()
    {
        // The memory holds two of these; more come only as they are handled.
        _pair.Slow = true;
        for (int i = 0; i < 20; i++) _pair.Send("target", i, 40_000);
        _pair.Run();
        Assert.Equal([0, 1], _pair.Came);
        Assert.InRange(_pair.Received.Budget.Used, 80_000, 100_000);
        _pair.HandleOne();
        _pair.Run();
        Assert.Equal([0, 1, 2], _pair.Came);
        _pair.Slow = false;
        _pair.HandleAll();
        Assert.Equal(Enumerable.Range(0, 20), _pair.Came);
    }

    [Fact]
    public void Small_messages_that_nobody_handles_stop_too()
    {
        _pair.Slow = true;
        for (int i = 0; i < 200; i++) _pair.Send("target", i, 10);
        _pair.Run();
        Assert.InRange(_pair.Came.Count, 4, Settings.Window / BulkSettings.Overhead);
        _pair.Slow = false;
        _pair.HandleAll();
        Assert.Equal(200, _pair.Came.Count);
    }

    [Fact]
    public void Of_weights_the_newest_replaces_those_that_wait()
    {
        for (int i = 0; i < 5; i++) _pair.Send("policy", i, 9000, "weights");
        _pair.Run();
        Assert.Equal([4], _pair.Came);
        Assert.Equal([0, 1, 2, 3], _pair.Released[..4]);
    }

    [Fact]
    public void Weights_on_their_way_are_cut_short_once_and_then_come()
    {
        // However fast new ones are made, every second of those that have begun arrives.
        for (int i = 0; i < 200; i++)
        {
            _pair.Send("policy", i, 2000, "weights");
            for (int turn = 0; turn < 3; turn++) _pair.Turn();
        }

        Assert.InRange(_pair.Came.Count, 4, 100);
        _pair.Run();
        Assert.Equal(199, _pair.Came[^1]);
        Assert.Equal(0, _pair.Received.Budget.Used);
    }

    [Fact]
    public void What_is_too_large_or_too_much_is_refused_with_its_limit()
    {
        var few = new Pair(Settings with { Queue = 20_000 });
        few.Send("target", 1, 60_000);
        for (int i = 2; i < 5; i++) few.Send("target", i, 9000);
        Assert.Equal(2, few.Lost.Count);
        Assert.Contains("mtrl-wire.largest = 50000", few.Lost[0].Reason);
        Assert.Equal(4, few.Lost[1].Message);
        Assert.Contains("mtrl-wire.queue = 20000", few.Lost[1].Reason);
        few.Run();
        Assert.Equal([2, 3], few.Came);
    }

    [Fact]
    public void A_node_of_another_protocol_is_refused_by_name()
    {
        var pair = new Pair(Settings, otherProtocol: 2);
        pair.Send("target", 1, 10);
        pair.Run();
        var lost = Assert.Single(pair.Lost);
        Assert.Contains("node sender speaks protocol 1", lost.Reason);
        Assert.Contains("receiver protocol 2", lost.Reason);
        Assert.Empty(pair.Came);
    }

    [Fact]
    public void A_node_that_never_answers_is_given_up()
    {
        _pair.Send("target", 1, 10);
        for (int i = 0; i < Settings.PatienceTicks; i++) _pair.Sending.Tick();
        Assert.Contains("does not answer", Assert.Single(_pair.Lost).Reason);
    }

    [Fact]
    public void A_sender_that_breaks_the_rules_is_reset_and_costs_no_memory()
    {
        var link = new BulkLink(77, 1);
        _pair.Receive([new BulkHello(link, new NodeHandshake("liar", 1, "0"))]);
        _pair.Answer();
        foreach (var lie in new Func<BulkFrame>[]
        {
            () => new BulkBegin(link, 1, 1, "target", "", "ec1", int.MaxValue, long.MaxValue, []),
            () => new BulkBegin(link, 1, 1, "target", "", "ec1", 10, 10, [1, 2]),
            () => new BulkBegin(link, 1, 1, "target", "", "zz1", 10, 10, new byte[20]),
            () => new BulkBegin(link, 1, 1, "target", "", "ec1", 16, 10, [.. new byte[12], 11, 0, 0, 0, .. new byte[10]]),
            () => new BulkChunk(link, 1, 1, [1]),
            () => new BulkDrop(link, 1, 1),
            () => new BulkChunk(link, 1, 1, new byte[Settings.Window]),
        })
        {
            _pair.Receive([lie()]);
            var reset = Assert.IsType<BulkReset>(_pair.Answers()[^1]);
            Assert.Equal(link, reset.Link);
            Assert.Equal(0, _pair.Received.Budget.Used);
            link = link with { Number = link.Number + 1 };
            _pair.Receive([new BulkHello(link, new NodeHandshake("liar", 1, "0"))]);
            _pair.Answers();
        }
    }

    [Fact]
    public void Storage_of_what_is_given_up_is_used_again()
    {
        var weights = new PublishPolicy(1, new PolicyVersion(2, new(3, new float[1000])));
        _pair.Sending.Send(Pair.Receiver, new BulkItem("policy", "", weights));
        while (_pair.Received.Budget.Used == 0) _pair.Turn();
        _pair.Turn();
        _pair.Received.PeerLost(Pair.Sender, "test");
        Assert.Equal(4000, _pair.Received.Loans.Kept);
        Assert.Equal(0, _pair.Received.Budget.Used);
    }

    [Fact]
    public void The_settings_come_from_the_configuration_and_are_checked()
    {
        var config = ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(RunConfiguration.HoconDirectory, "akka.conf")));
        var settings = BulkSettings.From(config);
        Assert.Equal(64 << 10, settings.Chunk);
        Assert.Equal(1 << 20, settings.Window);
        Assert.InRange(settings.Chunk + 4096, 1, WireSerializer.Largest);
        string Refused(string key, string value) => Assert.Throws<ConfigurationException>(
            () => BulkSettings.From(ConfigurationFactory.ParseString($"mtrl-wire.{key} = {value}").WithFallback(config))).Message;
        Assert.Contains("mtrl-wire.chunk = 262144 bytes", Refused("chunk", "256 KiB"));
        Assert.Contains("at least four chunks", Refused("window", "128 KiB"));
        Assert.Contains("mtrl-wire.stream-chunk = 1073741824 bytes", Refused("stream-chunk", "1 GiB"));
        Assert.Equal(new StreamSettings(On: true, "127.0.0.1", 0, 0, TimeSpan.FromSeconds(5)), StreamSettings.From(config));
        Assert.Contains("mtrl-wire.port = 70000", Assert.Throws<ConfigurationException>(
            () => StreamSettings.From(ConfigurationFactory.ParseString("mtrl-wire.port = 70000").WithFallback(config))).Message);
        Assert.Contains("mtrl-wire.largest", Refused("largest", "3 GiB"));
        Assert.Contains("mtrl-wire.tick", Refused("tick", "0 ms"));
        Assert.Contains("mtrl-wire", Assert.Throws<ConfigurationException>(static () => BulkSettings.From(ConfigurationFactory.ParseString("a = 1"))).Message);
    }
}
